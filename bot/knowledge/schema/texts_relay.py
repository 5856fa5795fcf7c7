"""What Clausette says to relays about requests, and to companies of what a relay did."""

from pydantic import BaseModel

from bot.knowledge.schema.text_kinds import Button, Said

PLACEHOLDERS = {
    "card_title": {"reference"},
    "card_taken": {"name", "moment"},
    "card_contacted": {"name", "moment"},
    "card_called": {"moment"},
    "card_closed": {"result", "moment"},
    "card_handed_over": {"relay"},
    "card_came": {"moment"},
    "card_files": {"count"},
    "told_taken": {"by", "reference"},
    "told_contacted": {"by", "reference"},
    "told_closed": {"by", "reference"},
    "told_closed_helped": {"by", "reference"},
    "told_closed_nothing_found": {"by", "reference"},
    "told_closed_unreachable": {"by", "reference"},
    "told_closed_not_ours": {"by", "reference"},
    "told_reopened": {"by", "reference"},
    "told_transferred": {"by", "reference", "relay"},
    "told_word": {"by", "reference"},
    "told_word_corrected": {"by", "reference"},
    "told_file": {"by", "reference"},
    "refused_anothers": {"name"},
    "moved_by_chat": {"relay"},
    "moved_by_mail": {"relay"},
    "moved_unreachable": {"relay"},
    "link_done": {"relay"},
    "link_waiting": {"count"},
    "link_already": {"relay"},
    "link_other_first": {"relay"},
    "link_leave_confirm": {"relay"},
    "link_left": {"relay"},
    "link_stayed": {"relay"},
    "list_page": {"page", "pages"},
    "list_open": {"count"},
    "list_mine": {"count"},
    "list_late": {"count"},
    "list_sent": {"day"},
    "list_taken": {"name"},
    "list_contacted": {"name"},
    "history_title": {"reference"},
}


class RelayTexts(BaseModel):
    """The texts around a request, on the relay's side."""

    card_title: Said
    card_sent: Said
    card_taken: Said
    card_contacted: Said
    card_called: Said
    card_closed: Said
    card_handed_over: Said
    card_erased: Said
    card_came: Said
    card_files: Said
    card_someone: Said
    result_helped: Said
    result_nothing_found: Said
    result_unreachable: Said
    result_not_ours: Said
    result_met: Said
    result_dropped: Said
    result_by_company: Said
    result_withdrawn: Said
    card_take: Button
    card_take_over: Button
    card_reach: Button
    card_close: Button
    card_transfer: Button
    card_reopen: Button
    card_history: Button
    told_taken: Said
    told_contacted: Said
    told_closed: Said
    told_closed_helped: Said
    told_closed_nothing_found: Said
    told_closed_unreachable: Said
    told_closed_not_ours: Said
    told_reopened: Said
    told_transferred: Said
    told_word: Said
    told_word_corrected: Said
    told_file: Said
    told_operator: Said
    told_answer: Button
    told_follow: Button
    told_reopen: Button
    desk_strange: Said
    desk_not_ours: Said
    desk_unknown: Said
    desk_company_gone: Said
    desk_cannot_pass: Said
    desk_passed: Said
    desk_passed_corrected: Said
    desk_done: Said
    desk_back: Button
    refused_yours_already: Said
    refused_anothers: Said
    refused_closed: Said
    refused_not_closed: Said
    refused_same_relay: Said
    refused_erased: Said
    end_helped: Button
    end_nothing_found: Button
    end_unreachable: Button
    end_not_ours: Button
    moved_elsewhere: Button
    moved_by_chat: Said
    moved_by_mail: Said
    moved_unreachable: Said
    link_how: Said
    link_done: Said
    link_next: Said
    link_waiting: Said
    link_nothing_waiting: Said
    link_wrong: Said
    link_spent: Said
    link_expired: Said
    link_wait: Said
    link_already: Said
    link_other_first: Said
    link_none: Said
    link_leave_confirm: Said
    link_leave: Button
    link_stay: Button
    link_left: Said
    link_stayed: Said
    list_title: Said
    list_page: Said
    list_none: Said
    list_open: Button
    list_mine: Button
    list_late: Button
    list_sent: Said
    list_taken: Said
    list_contacted: Said
    list_called: Said
    list_closed: Said
    list_previous: Button
    list_next: Button
    export_which: Said
    export_coming: Said
    export_csv: Button
    export_xlsx: Button
    export_open: Button
    export_year: Button
    export_all: Button
    history_title: Said
    history_none: Said
    history_company: Said
    history_relay: Said
    history_program: Said
    history_word: Said
    history_file: Said
    history_sent: Said
    history_taken: Said
    history_contacted: Said
    history_called: Said
    history_closed: Said
    history_reopened: Said
    history_transferred: Said
    history_reminded: Said
    history_escalated: Said
    history_warned: Said
    history_erased: Said
    export_head_reference: Said
    export_head_status: Said
    export_head_result: Said
    export_head_relay: Said
    export_head_owner: Said
    export_head_created: Said
    export_head_taken: Said
    export_head_contacted: Said
    export_head_closed: Said
    export_head_company: Said
    export_head_siret: Said
    export_head_contact: Said
    export_head_reach: Said
    export_head_place: Said
    export_head_contract: Said
    export_head_need: Said
    export_head_hours: Said
    export_head_start: Said
    export_sent: Said
    export_taken: Said
    export_contacted: Said
    export_closed: Said
    export_sheet: Said
