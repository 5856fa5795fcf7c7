"""What Clausette says by itself: reminders, letters, the weekly digest."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from bot.knowledge.schema.text_kinds import Button, Notice, Said

Subject = Annotated[str, StringConstraints(pattern=r"^[^\r\n]+$", max_length=120, strip_whitespace=True)]

PLACEHOLDERS = {
    "notice_untaken": {"reference", "company", "day"},
    "notice_uncontacted": {"reference", "company", "day", "owner"},
    "notice_escalated_relay": {"reference", "other"},
    "notice_escalated_other": {"reference", "relay", "day"},
    "notice_escalated_company": {"reference", "relay", "other"},
    "notice_stranded_company": {"reference"},
    "notice_asked": {"reference", "relay", "day"},
    "notice_called": {"reference"},
    "notice_uncalled": {"relay"},
    "notice_moved_company": {"reference", "relay"},
    "notice_call": {"relay"},
    "notice_recall": {"day"},
    "notice_warning": {"reference", "day"},
    "notice_erased": {"reference"},
    "letter_new_subject": {"reference"},
    "letter_new": {"reference", "relay"},
    "letter_reminder_subject": {"reference"},
    "letter_reminder": {"reference", "day"},
    "letter_word_subject": {"reference"},
    "letter_word": {"reference"},
    "letter_escalation_subject": {"reference"},
    "letter_escalation": {"reference", "relay", "day"},
    "letter_withdrawn_subject": {"reference"},
    "letter_withdrawn": {"reference"},
    "letter_operator_subject": {"reference"},
    "letter_operator_stranded": {"reference"},
    "letter_operator_moved": {"reference", "relay"},
    "letter_operator_escalation": {"reference", "relay", "day"},
    "letter_link_at": {"operator"},
    "digest_title": {"day"},
    "digest_received": {"count"},
    "digest_taken": {"count"},
    "digest_closed": {"count"},
    "digest_contact_hours": {"count"},
    "digest_contact_days": {"count"},
    "digest_open": {"count"},
    "digest_late": {"count", "references"},
    "digest_counted": {"name", "count"},
}


class NoticeTexts(BaseModel):
    """The texts of what nobody asked for at that moment."""

    notice_untaken: Said
    notice_uncontacted: Said
    notice_escalated_relay: Said
    notice_escalated_other: Said
    notice_escalated_company: Said
    notice_stranded_company: Said
    notice_asked: Said
    notice_called_yes: Button
    notice_called_no: Button
    notice_called: Said
    notice_uncalled: Said
    notice_called_already: Notice
    notice_operator: Said
    notice_call: Said
    notice_moved_company: Said
    notice_recall: Said
    notice_resume: Button
    notice_drop: Button
    notice_warning: Said
    notice_erased: Said
    letter_new_subject: Subject
    letter_new: Said
    letter_reminder_subject: Subject
    letter_reminder: Said
    letter_word_subject: Subject
    letter_word: Said
    letter_escalation_subject: Subject
    letter_escalation: Said
    letter_withdrawn_subject: Subject
    letter_withdrawn: Said
    letter_operator_subject: Subject
    letter_operator_stranded: Said
    letter_operator_moved: Said
    letter_operator_escalation: Said
    letter_operator_see: Said
    letter_answer: Said
    letter_done: Said
    letter_link: Said
    letter_link_at: Said
    letter_footer: Said
    digest_title: Said
    digest_received: Said
    digest_taken: Said
    digest_closed: Said
    digest_helped: Said
    digest_nothing_found: Said
    digest_unreachable: Said
    digest_not_ours: Said
    digest_met: Said
    digest_dropped: Said
    digest_by_company: Said
    digest_withdrawn: Said
    digest_contact_hours: Said
    digest_contact_days: Said
    digest_open: Said
    digest_late: Said
    digest_publics: Said
    digest_territories: Said
    digest_unknown: Said
    digest_counted: Said
