"""What is said around requests: to companies and to relays, in their chats."""

from collections.abc import Mapping
from typing import Annotated

from bot.knowledge.schema.text_kinds import (
    Button,
    Every,
    Fills,
    Label,
    MayFill,
    Notice,
    Prose,
    Text,
    TextGroup,
)
from bot.knowledge.vocabulary import (
    Column,
    FormKey,
    NoteKind,
    Outcome,
    Period,
    ReachProblem,
    Result,
    Scope,
    Shareable,
    Side,
    Status,
    Table,
    Way,
)


class FormTexts(TextGroup):
    """The form of a request: its lines, its questions, what is wrong with an answer."""

    line: Annotated[Mapping[str, Text], Every(FormKey)]
    left_out: Text
    consent: Text
    consent_more: Annotated[Prose, Fills("days")]
    ask_consent: Text
    consent_first: Text
    agree: Button
    decline: Button
    skip: Button
    declined: Text
    outside: Annotated[Prose, Fills("place")]
    alone: Annotated[Prose, Fills("relay")]
    optional: Annotated[Prose, Fills("lines")]
    ask: Annotated[Mapping[str, Text], Every(FormKey)]
    share_how: Text
    share: Annotated[Mapping[Shareable, Button], Every(Shareable)]
    share_gone: Text
    ask_confirm: Text
    recap: Text
    send: Button
    confirm_how: Text
    files: Annotated[Prose, Fills("count")]
    edited: Text
    resumed: Text
    stopped: Text
    required: Text
    too_short: Text
    too_long: Annotated[Prose, Fills("most", "over")]
    siret_where: Text
    siret_skipped: Text
    siret_siren: Text
    siret_length: Annotated[Prose, Fills("count")]
    siret_key: Text
    siret_signs: Text
    reach: Annotated[Mapping[ReachProblem, Text], Every(ReachProblem)]
    place_near: Text
    hours_not_read: Text
    hours_too_many: Text
    hours_other_unit: Text
    hours_comma: Annotated[Prose, Fills("written", "meant")]
    reach_first: Annotated[Prose, Fills("others")]
    start_not_read: Text
    start_past: Annotated[Prose, Fills("day")]
    sent: Annotated[Prose, Fills("reference")]
    sent_to: Annotated[Prose, Fills("relay")]
    sent_to_by_mail: Annotated[Prose, Fills("relay")]
    sent_next: Text
    sent_nobody: Text
    sent_nobody_at_all: Text
    sent_add: Text
    already: Annotated[Prose, Fills("reference")]
    open_enough: Annotated[Prose, Fills("count")]
    day_enough: Annotated[Prose, Fills("count")]
    withdrawn_enough: Annotated[Prose, Fills("count")]
    private: Text
    private_open: Button
    file_kept: Annotated[Prose, Fills("count", "most")]
    file_many: Annotated[Prose, Fills("most")]
    file_first: Text


class FollowTexts(TextGroup):
    """What a company reads of its request after it was sent."""

    none: Text
    unsent: Text
    list: Text
    line: Annotated[Prose, Fills("place", "reference", "status")]
    sent_on: Annotated[Prose, Fills("moment")]
    taken_on: Annotated[Prose, Fills("moment")]
    status: Annotated[Mapping[Status, Text], Every(Status)]
    nobody: Text
    answers_here: Text
    again: Annotated[Prose, Fills("reference")]
    anew: Button
    word: Button
    file: Button
    close: Button
    reopen: Button
    all: Button
    ask_word: Text
    ask_file: Text
    word_sent: Annotated[Prose, Fills("reference")]
    word_waits: Annotated[Prose, Fills("reference")]
    word_corrected: Text
    file_sent: Annotated[Prose, Fills("reference")]
    file_mailed: Annotated[Prose, Fills("reference")]
    file_waits: Annotated[Prose, Fills("reference")]
    file_only: Text
    too_long: Annotated[Prose, Fills("most", "over")]
    why_close: Annotated[Prose, Fills("reference")]
    met: Button
    dropped: Button
    closed: Text
    reopened: Annotated[Prose, Fills("reference")]
    told: Text
    untold: Text
    closed_already: Text
    open_already: Text
    not_yours: Text
    send_to_relay: Button
    for_whom: Text
    for_relay: Button
    for_clausette: Button
    instead: Text
    which: Text
    file_which: Text


class ToRelayTexts(TextGroup):
    """What a company did, as its relay reads it."""

    from_company: Annotated[Prose, Fills("company", "reference")]
    corrected: Annotated[Prose, Fills("company", "reference")]
    file: Annotated[Prose, Fills("company", "reference")]
    closed: Annotated[Prose, Fills("company", "reason", "reference")]
    reopened: Annotated[Prose, Fills("company", "reference")]
    called: Annotated[Prose, Fills("company", "reference")]
    gone: Annotated[Prose, Fills("company", "reach", "reference")]
    back: Annotated[Prose, Fills("company", "reference")]
    withdrawn: Annotated[Prose, Fills("reference")]


class NoticeTexts(TextGroup):
    """Reminders, and what is told when nobody took a request."""

    untaken: Annotated[Prose, Fills("company", "day", "reference")]
    uncontacted: Annotated[Prose, Fills("company", "day", "owner", "reference")]
    escalated_relay: Annotated[Prose, Fills("other", "reference")]
    escalated_other: Annotated[Prose, Fills("day", "reference", "relay")]
    escalated_company: Annotated[Prose, Fills("other", "reference", "relay")]
    stranded_company: Annotated[Prose, Fills("reference")]
    asked: Annotated[Prose, Fills("day", "reference", "relay")]
    called_yes: Button
    called_no: Button
    called: Annotated[Prose, Fills("reference")]
    uncalled: Annotated[Prose, Fills("relay")]
    called_already: Notice
    operator: Text
    call: Annotated[Prose, Fills("relay")]
    moved_company: Annotated[Prose, Fills("reference", "relay")]
    recall: Annotated[Prose, Fills("day")]
    resume: Button
    drop: Button
    warning: Annotated[Prose, Fills("day", "reference")]
    erased: Annotated[Prose, Fills("reference")]


class DigestTexts(TextGroup):
    """The week of a relay."""

    title: Annotated[Prose, Fills("day")]
    received: Annotated[Prose, Fills("count")]
    taken: Annotated[Prose, Fills("count")]
    closed: Annotated[Prose, Fills("count")]
    result: Annotated[Mapping[Result, Text], Every(Result)]
    contact_hours: Annotated[Prose, Fills("count")]
    contact_days: Annotated[Prose, Fills("count")]
    open: Annotated[Prose, Fills("count")]
    late: Annotated[Prose, Fills("count", "references")]
    publics: Text
    territories: Text
    unknown: Text
    counted: Annotated[Prose, Fills("count", "name")]


class BilanTexts(TextGroup):
    """A year of requests, quarter by quarter."""

    title: Annotated[Prose, Fills("relay", "year")]
    everybody: Text
    quarter: Annotated[Label, Fills("number")]
    year: Annotated[Label, Fills("year")]
    line: Annotated[Prose, Fills("closed", "contacted", "helped", "name", "received")]
    wait: Annotated[Prose, Fills("wait")]
    hours: Annotated[Label, Fills("count")]
    days: Annotated[Label, Fills("count")]
    nothing: Text
    unread: Text
    received: Label
    contacted: Label
    helped: Label


class CardTexts(TextGroup):
    """The card of a request in its relay's chats."""

    title: Annotated[Prose, Fills("reference")]
    sent: Text
    taken: Annotated[Prose, Fills("moment", "name")]
    contacted: Annotated[Prose, Fills("moment", "name")]
    called: Annotated[Prose, Fills("moment")]
    closed: Annotated[Prose, Fills("moment", "result")]
    handed_over: Annotated[Prose, Fills("relay")]
    handed_over_to: Annotated[Mapping[Way, Annotated[Prose, Fills("relay")]], Every(Way)]
    taken_back: Annotated[Prose, Fills("relay")]
    erased: Text
    came: Annotated[Prose, Fills("moment")]
    files: Annotated[Prose, Fills("count")]
    someone: Text
    take: Button
    take_over: Button
    reach: Button
    close: Button
    transfer: Button
    reopen: Button
    history: Button


class CompanyTexts(TextGroup):
    """What a company is told that its relay did."""

    taken: Annotated[Prose, Fills("by", "reference")]
    contacted: Annotated[Prose, Fills("by", "reference")]
    closed: Annotated[Prose, Fills("by", "reference")]
    closed_with: Annotated[Mapping[Result, Annotated[Prose, Fills("by", "reference")]], Every(Outcome)]
    reopened: Annotated[Prose, Fills("by", "reference")]
    transferred_to: Annotated[Mapping[Way, Annotated[Prose, MayFill("by", "reference", "relay")]], Every(Way)]
    returned: Annotated[Prose, Fills("by", "reference", "relay")]
    word: Annotated[Prose, Fills("by", "reference")]
    word_corrected: Annotated[Prose, Fills("by", "reference")]
    file: Annotated[Prose, Fills("by", "reference")]
    operator: Text
    answer: Button
    follow: Button
    reopen: Button


class RelayChatTexts(TextGroup):
    """Replies to a relay's chat."""

    strange: Text
    not_ours: Text
    unknown: Text
    company_gone: Text
    cannot_pass: Text
    passed: Text
    passed_corrected: Text
    not_delivered: Annotated[Prose, Fills("reach")]
    to_company: Annotated[Label, Fills("company")]
    done: Text
    back: Button
    help: Annotated[Prose, Fills("relay")]
    moved: Notice
    colleague: Annotated[Prose, Fills("company", "name", "reference")]
    colleague_corrected: Annotated[Prose, Fills("company", "name", "reference")]
    topic_says: Text


class NoteTexts(TextGroup):
    """What colleagues of a relay note for each other."""

    add: Button
    ask: Text
    head: Annotated[Prose, Fills("name")]
    how: Text
    text_only: Text


class AbsenceTexts(TextGroup):
    """Nobody reads a relay's chat for a while."""

    how: Text
    unread: Text
    away: Annotated[Prose, Fills("day")]
    nobody: Text
    deputy: Annotated[Prose, Fills("relay")]
    back: Text
    back_words: tuple[Text, ...]
    here: Button
    company: Annotated[Prose, Fills("day", "relay")]
    until: Annotated[Prose, Fills("day")]
    waits: Annotated[Prose, Fills("day", "relay")]
    word: Annotated[Prose, Fills("day", "reference")]


class TransferTexts(TextGroup):
    """Handing a request on."""

    elsewhere: Button
    linked: Button
    ask: Annotated[Prose, Fills("reference", "relay")]
    will: Annotated[Mapping[Way, Annotated[Prose, Fills("relay")]], Every(Way)]
    will_undo: Text
    elsewhere_than: Annotated[Prose, Fills("place", "relay")]
    sure: Button
    see: Button
    undo: Button
    follow: Annotated[Prose, Fills("reference", "relay")]
    status: Annotated[Mapping[Status, Text], Every(Status)]
    done: Annotated[Mapping[Way, Annotated[Prose, Fills("relay")]], Every(Way)]


class LinkTexts(TextGroup):
    """Linking a chat to a relay, and unlinking it."""

    how: Text
    done: Annotated[Prose, Fills("relay")]
    next: Text
    waiting: Annotated[Prose, Fills("count")]
    nothing_waiting: Text
    wrong: Text
    spent: Text
    expired: Text
    wait: Text
    already: Annotated[Prose, Fills("relay")]
    other_first: Annotated[Prose, Fills("relay")]
    none: Text
    leave_confirm: Annotated[Prose, Fills("relay")]
    leave: Button
    stay: Button
    left: Annotated[Prose, Fills("relay")]
    stayed: Annotated[Prose, Fills("relay")]


class ListTexts(TextGroup):
    """A relay's list of requests."""

    title: Text
    page: Annotated[Prose, Fills("page", "pages")]
    none: Text
    scope: Annotated[Mapping[Scope, Annotated[Label, Fills("count")]], Every(Scope)]
    sent: Annotated[Prose, Fills("day")]
    taken: Annotated[Prose, Fills("name")]
    contacted: Annotated[Prose, Fills("name")]
    called: Text
    closed: Text
    previous: Button
    next: Button


class ExportTexts(TextGroup):
    """A relay's table of requests."""

    which: Text
    coming: Text
    table: Annotated[Mapping[Table, Button], Every(Table)]
    period: Annotated[Mapping[Period, Button], Every(Period)]
    head: Annotated[Mapping[Column, Text], Every(Column)]
    status: Annotated[Mapping[Status, Text], Every(Status)]
    sheet: Text


class HistoryTexts(TextGroup):
    """What happened to a request."""

    title: Annotated[Prose, Fills("reference")]
    none: Text
    side: Annotated[Mapping[Side, Text], Every(Side)]
    step: Annotated[Mapping[NoteKind, Text], Every(NoteKind)]
