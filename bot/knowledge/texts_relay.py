"""What Clausette says to relays about requests, and to companies of what a relay did."""

from pydantic import BaseModel

from bot.knowledge.said import Button, Said

PLACEHOLDERS = {
    "card_title": {"reference"},
    "card_taken": {"name", "moment"},
    "card_contacted": {"name", "moment"},
    "card_closed": {"result", "moment"},
    "card_handed_over": {"relay"},
    "card_came": {"moment"},
    "card_files": {"count"},
}


class RelayTexts(BaseModel):
    """The texts around a request, on the relay's side."""

    card_title: Said
    card_sent: Said
    card_taken: Said
    card_contacted: Said
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
    result_by_company: Said
    result_withdrawn: Said
    card_take: Button
    card_take_over: Button
    card_reach: Button
    card_close: Button
    card_transfer: Button
    card_reopen: Button
    card_history: Button
