"""What is said around a request: its form, its following, what is kept of it."""

from pydantic import BaseModel

from bot.knowledge.schema.text_kinds import Button, Said

PLACEHOLDERS = {
    "intake_consent": {"days"},
    "intake_files": {"count"},
    "intake_too_long": {"most", "over"},
    "intake_siret_length": {"count"},
    "intake_start_past": {"day"},
    "intake_sent": {"reference"},
    "intake_sent_to": {"relay"},
    "intake_sent_to_by_mail": {"relay"},
    "intake_already": {"reference"},
    "intake_open_enough": {"count"},
    "intake_day_enough": {"count"},
    "intake_file_kept": {"count", "most"},
    "intake_file_many": {"most"},
    "follow_line": {"place", "reference", "status"},
    "follow_sent_on": {"moment"},
    "follow_word_sent": {"reference"},
    "follow_word_waits": {"reference"},
    "follow_file_sent": {"reference"},
    "follow_file_waits": {"reference"},
    "follow_too_long": {"most", "over"},
    "follow_reopened": {"reference"},
    "word_from_company": {"company", "reference"},
    "word_file": {"company", "reference"},
    "word_closed": {"company", "reason", "reference"},
    "word_reopened": {"company", "reference"},
    "word_called": {"company", "reference"},
    "word_withdrawn": {"reference"},
}


class IntakeTexts(BaseModel):
    """The texts of requests, as the company reads them, and its words as the relay reads them."""

    intake_company: Said
    intake_siret: Said
    intake_contact: Said
    intake_reach: Said
    intake_place: Said
    intake_contract: Said
    intake_need: Said
    intake_hours: Said
    intake_start: Said
    intake_left_out: Said

    intake_consent: Said
    intake_ask_consent: Said
    intake_consent_first: Said
    intake_agree: Button
    intake_decline: Button
    intake_skip: Button
    intake_declined: Said
    intake_ask_siret: Said
    intake_ask_company: Said
    intake_ask_contact: Said
    intake_ask_reach: Said
    intake_ask_place: Said
    intake_ask_contract: Said
    intake_ask_need: Said
    intake_ask_hours: Said
    intake_ask_start: Said
    intake_ask_confirm: Said
    intake_recap: Said
    intake_send: Button
    intake_confirm_how: Said
    intake_files: Said
    intake_edited: Said
    intake_resumed: Said
    intake_stopped: Said

    intake_required: Said
    intake_too_short: Said
    intake_too_long: Said
    intake_siret_where: Said
    intake_siret_skipped: Said
    intake_siret_siren: Said
    intake_siret_length: Said
    intake_siret_key: Said
    intake_siret_signs: Said
    intake_reach_neither: Said
    intake_reach_phone_short: Said
    intake_reach_phone_long: Said
    intake_reach_phone_unknown: Said
    intake_reach_mail_start: Said
    intake_reach_mail_end: Said
    intake_reach_mail_signs: Said
    intake_place_near: Said
    intake_hours_not_read: Said
    intake_hours_too_many: Said
    intake_hours_other_unit: Said
    intake_start_not_read: Said
    intake_start_past: Said
    candidate_data: Said

    intake_sent: Said
    intake_sent_to: Said
    intake_sent_to_by_mail: Said
    intake_sent_next: Said
    intake_sent_nobody: Said
    intake_sent_nobody_at_all: Said
    intake_sent_add: Said
    intake_already: Said
    intake_open_enough: Said
    intake_day_enough: Said
    intake_private: Said
    intake_private_open: Button
    intake_file_kept: Said
    intake_file_many: Said
    intake_file_first: Said

    follow_none: Said
    follow_unsent: Said
    follow_list: Said
    follow_line: Said
    follow_sent_on: Said
    follow_status_sent: Said
    follow_status_taken: Said
    follow_status_contacted: Said
    follow_status_closed: Said
    follow_nobody: Said
    follow_word: Button
    follow_file: Button
    follow_close: Button
    follow_reopen: Button
    follow_all: Button
    follow_ask_word: Said
    follow_ask_file: Said
    follow_word_sent: Said
    follow_word_waits: Said
    follow_file_sent: Said
    follow_file_waits: Said
    follow_file_only: Said
    follow_too_long: Said
    follow_why_close: Said
    follow_met: Button
    follow_dropped: Button
    follow_closed: Said
    follow_reopened: Said
    follow_told: Said
    follow_untold: Said
    follow_closed_already: Said
    follow_open_already: Said
    follow_not_yours: Said
    follow_send_to_relay: Button
    follow_which: Said
    follow_file_which: Said
    word_from_company: Said
    word_file: Said
    word_closed: Said
    word_reopened: Said
    word_called: Said
    word_withdrawn: Said

    my_data: Said
    my_data_name: Button
    erase_requests: Said
