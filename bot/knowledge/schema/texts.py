"""What Clausette says around its answers: one field for each text of ``knowledge/texts.yaml``."""

import re

from pydantic import ConfigDict, ValidationInfo, field_validator

from bot.knowledge.schema import texts_intake, texts_notices, texts_relay
from bot.knowledge.schema.text_kinds import Button, Notice, Said

_NAME = re.compile(r"\{(\w*)\}")
# What the program fills in; every other text holds no placeholder.
_PLACEHOLDERS = {
    "said_verified": {"day"},
    "details_of": {"label"},
    "article_in_force": {"day"},
    "article_reworded": {"created", "day"},
    "article_reworded_since": {"day"},
    "as_of_unknown": {"day"},
    "as_of_missing": {"day"},
    "article_to_come": {"day"},
    "article_ended": {"day"},
    "article_today": {"articles"},
    "article_as_of": {"day"},
    "article_as_of_not_yet": {"day"},
    "article_as_of_then": {"articles"},
    "article_as_of_ended": {"day"},
    "article_as_of_now": {"articles"},
    "relay_contact_date": {"date"},
    "relay_unknown_code": {"code"},
    "unknown_reference": {"reference"},
    "outside": {"answer"},
    "flow_understood": {"facts"},
    "eligibility_unchecked": {"publics"},
    "eligibility_grid": {"grid"},
    "eligibility_structures": {"structures"},
    "eligibility_together": {"criteria"},
    "hours_volume": {"hours"},
    "hours_rate": {"rate", "hours"},
    "modality_undecided": {"question"},
    "modality_date": {"value"},
    "modality_value": {"value"},
    "modality_months": {"value"},
    "sandbox_address": {"address"},
    "privacy": {"days"},
    **texts_notices.PLACEHOLDERS,
    **texts_relay.PLACEHOLDERS,
    **texts_intake.PLACEHOLDERS,
}


class Texts(texts_relay.RelayTexts, texts_intake.IntakeTexts, texts_notices.NoticeTexts):
    """Every text that is not an answer: greetings, buttons, headings, apologies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    welcome: Said
    help: Said
    command_start: Said
    command_aide: Said
    command_eligibilite: Said
    command_article: Said
    command_heures: Said
    command_relais: Said
    command_demande: Said
    command_suivi: Said
    command_confidentialite: Said
    command_mesdonnees: Said
    command_effacer: Said
    command_annuler: Said
    button_eligibility: Button
    button_modality: Button
    button_hours: Button
    button_relay: Button
    button_intake: Button
    button_details: Button
    button_none: Button
    button_yes: Button
    button_no: Button
    button_useful_yes: Button
    button_useful_no: Button
    button_erase: Button
    button_keep: Button
    said_proof: Said
    said_references: Said
    said_validated_by: Said
    said_duration: Said
    said_check: Said
    said_uncertain: Said
    said_source: Said
    said_sources: Said
    said_verified: Said
    confidence_high: Said
    confidence_medium: Said
    confidence_low: Said
    useful: Said
    details_of: Said
    article_in_force: Said
    article_in_force_unknown: Said
    article_reworded: Said
    article_reworded_since: Said
    article_to_come: Said
    article_ended: Said
    article_today: Said
    article_as_of: Said
    as_of_unknown: Said
    as_of_missing: Said
    article_as_of_not_yet: Said
    article_as_of_then: Said
    article_as_of_ended: Said
    article_as_of_now: Said
    relay_verified: Said
    relay_historical: Said
    relay_network_historical: Said
    relay_fallback: Said
    relay_directory: Said
    relay_not_relay_partner: Said
    relay_address: Said
    relay_phone: Said
    relay_email: Said
    relay_website: Said
    relay_contact_date: Said
    relay_no_phone: Said
    choice: Said
    none_of_these: Said
    unknown: Said
    unknown_nearest: Said
    unknown_reference: Said
    ambiguous_reference: Said
    outside: Said
    empty: Said
    too_long: Said
    feedback_thanks: Said
    feedback_sorry: Said
    feedback_reason_wrong_topic: Button
    feedback_reason_unclear: Button
    feedback_reason_incomplete: Button
    feedback_reason_false: Button
    feedback_reason_thanks: Said
    got_sticker: Said
    got_voice: Said
    got_photo: Said
    got_file: Said
    got_location: Said
    got_contact: Said
    got_other: Said
    stale_button: Said
    already_answered: Said
    privacy: Said
    erase_confirm: Said
    erased: Said
    kept: Said
    cancelled: Said
    apology: Said
    slow_down: Notice
    inline_none: Button
    flow_understood: Said
    flow_not_understood: Said
    flow_which: Said
    flow_stale: Said
    flow_unknown: Button
    flow_unknown_said: Said
    flow_back: Button
    flow_correct: Button
    flow_stop: Button
    flow_change: Button
    flow_drop: Button
    flow_none: Button
    flow_none_of_these: Said
    eligibility_eligible: Said
    eligibility_on_opinion: Said
    eligibility_undetermined: Said
    eligibility_ineligible: Said
    eligibility_unchecked: Said
    eligibility_by_grid: Said
    eligibility_grid: Said
    eligibility_ask_grid: Said
    eligibility_ask_structure: Said
    eligibility_structures: Said
    eligibility_together: Said
    hours_volume: Said
    hours_rate: Said
    relay_ask_place: Said
    relay_unknown_place: Said
    relay_unknown_code: Said
    relay_which: Said
    relay_by_place: Said
    relay_none_proven: Said
    modality_compulsory: Said
    modality_free: Said
    modality_open: Said
    modality_undecided: Said
    modality_articles: Said
    modality_beside: Said
    modality_date: Said
    modality_value: Said
    modality_months: Said
    command_connexion: Said
    command_deconnexion: Said
    command_demandes: Said
    command_export: Said
    sandbox_address: Said
    sandbox_company: Said
    sandbox_company_role: Said
    sandbox_relay: Said
    sandbox_relay_role: Said
    sandbox_team: Said
    sandbox_team_role: Said
    sandbox_company_suggestions: Said
    sandbox_relay_suggestions: Said
    sandbox_team_suggestions: Said

    @field_validator("*")
    @classmethod
    def _placeholders(cls, value: str, info: ValidationInfo) -> str:
        found, wanted = set(_NAME.findall(value)), _PLACEHOLDERS.get(info.field_name or "", set())
        if found != wanted:
            said, expected = (", ".join(f"{{{n}}}" for n in sorted(names)) or "none" for names in (found, wanted))
            raise ValueError(f"holds the placeholders {said}, expected {expected}")
        return value
