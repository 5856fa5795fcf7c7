"""What Clausette says around its answers, as ``knowledge/texts.yaml`` holds it."""

from collections.abc import Mapping
from typing import Annotated

from bot.knowledge.schema.text_kinds import (
    Button,
    Every,
    Fills,
    MayFill,
    Notice,
    Prose,
    SubjectLine,
    Text,
    TextGroup,
)
from bot.knowledge.schema.texts_letters import LetterTexts, RelayPageTexts
from bot.knowledge.schema.texts_requests import (
    AbsenceTexts,
    BilanTexts,
    CardTexts,
    CompanyTexts,
    DigestTexts,
    ExportTexts,
    FollowTexts,
    FormTexts,
    HistoryTexts,
    LinkTexts,
    ListTexts,
    NoteTexts,
    NoticeTexts,
    RelayChatTexts,
    ToRelayTexts,
    TransferTexts,
)
from bot.knowledge.schema.texts_site import CurateTexts, FaceTexts, ReviewTexts, SetupTexts, SiteTexts
from bot.knowledge.vocabulary import (
    Attachment,
    Command,
    Confidence,
    Outcome,
    Reason,
    Refusal,
    RelayStatus,
    Result,
    ToolName,
    Unmet,
)


class EntryTexts(TextGroup):
    """Headings around an answer."""

    proof: Text
    references: Text
    validated_by: Text
    duration: Text
    check: Text
    uncertain: Text
    source: Text
    sources: Text
    verified: Annotated[Prose, Fills("day")]
    details_of: Annotated[Prose, Fills("label")]


class ArticleTexts(TextGroup):
    """How a text of law stands on a day."""

    in_force: Annotated[Prose, Fills("day")]
    in_force_unknown: Text
    reworded: Annotated[Prose, Fills("created", "day")]
    reworded_since: Annotated[Prose, Fills("day")]
    as_of_unknown: Annotated[Prose, Fills("day")]
    as_of_missing: Annotated[Prose, Fills("day")]
    to_come: Annotated[Prose, Fills("day")]
    ended: Annotated[Prose, Fills("day")]
    today: Annotated[Prose, Fills("articles")]
    as_of: Annotated[Prose, Fills("day")]
    as_of_not_yet: Annotated[Prose, Fills("day")]
    as_of_then: Annotated[Prose, Fills("articles")]
    as_of_ended: Annotated[Prose, Fills("day")]
    as_of_now: Annotated[Prose, Fills("articles")]


class RelayTexts(TextGroup):
    """A body that helps: how sure that is, how to reach it."""

    status: Annotated[Mapping[RelayStatus, Text], Every(RelayStatus)]
    address: Text
    phone: Text
    email: Text
    website: Text
    contact_date: Annotated[Prose, Fills("date")]
    no_phone: Text
    ask_place: Text
    unknown_place: Text
    unknown_code: Annotated[Prose, Fills("code")]
    became: Annotated[Prose, Fills("former", "commune")]
    which: Text
    position_near: Annotated[Prose, Fills("place")]
    position_outside: Text
    by_place: Text
    none_proven: Text


class ButtonTexts(TextGroup):
    """Buttons that stand under answers."""

    tool: Annotated[Mapping[str, Button], Every(ToolName)]
    details: Button
    none: Button
    yes: Button
    no: Button
    useful_yes: Button
    useful_no: Button
    other: Button
    chosen: Annotated[Prose, Fills("label")]
    erase: Button
    keep: Button


class FeedbackTexts(TextGroup):
    """Whether an answer served."""

    thanks: Text
    sorry: Text
    reason: Annotated[Mapping[Reason, Button], Every(Reason)]
    reason_thanks: Text


class FlowTexts(TextGroup):
    """What all questions of a tool share."""

    not_understood: Text
    which: Text
    stale: Text
    unknown: Button
    unknown_said: Text
    back: Button
    correct: Button
    stop: Button
    change: Button
    drop: Button
    none: Button
    none_of_these: Text


class EligibilityTexts(TextGroup):
    """The outcome of the eligibility tool."""

    eligible: Text
    on_opinion: Text
    undetermined: Text
    ineligible: Text
    unchecked: Annotated[Prose, Fills("publics")]
    by_grid: Text
    grid: Annotated[Prose, Fills("grid")]
    ask_grid: Text
    ask_structure: Text
    structures: Annotated[Prose, Fills("structures")]
    together: Annotated[Prose, Fills("criteria")]


class HoursTexts(TextGroup):
    """The outcome of the hours tool."""

    volume: Annotated[Prose, Fills("hours")]
    rate: Annotated[Prose, Fills("hours", "rate")]


class ModalityTexts(TextGroup):
    """The outcome of the modality tool."""

    articles: Text
    beside: Text
    date: Annotated[Prose, Fills("value")]
    value: Annotated[Prose, Fills("value")]
    months: Annotated[Prose, Fills("value")]


class CaseTexts(TextGroup):
    """A person's case, and what it leads to."""

    unchanged: Annotated[Prose, Fills("facts")]
    changed: Annotated[Prose, Fills("facts")]
    instead: Annotated[Prose, Fills("facts", "now", "before")]
    rule: Annotated[Prose, Fills("rule")]
    left: Annotated[Prose, Fills("left", "done", "due")]
    reached: Annotated[Prose, Fills("done", "due")]
    not_yet: Annotated[Prose, Fills("facts")]
    open: Annotated[Prose, Fills("question")]
    each: Annotated[Prose, Fills("person", "verdict")]
    counted: Annotated[Prose, Fills("number", "most")]
    cannot: Text
    waiting: Text
    forgotten: Text
    nothing_told: Text


class UnansweredTexts(TextGroup):
    """The week of a curator: what was asked and not answered."""

    subject: Annotated[SubjectLine, Fills("day")]
    title: Annotated[Prose, Fills("count", "day")]
    line: Annotated[Prose, Fills("count", "question")]
    nearest: Annotated[Prose, Fills("label")]
    more: Annotated[Prose, Fills("count")]
    how: Text
    why: Annotated[Mapping[Unmet, Text], Every(Unmet)]
    unhelpful: Text
    unnamed: Text
    nothing: Text
    written: Annotated[Prose, Fills("path")]
    asked: Annotated[Prose, Fills("count", "day")]
    instead: Annotated[Prose, Fills("id")]


class SandboxTexts(TextGroup):
    """The sandbox's chats."""

    address: Annotated[Prose, Fills("address")]
    company: Text
    company_role: Text
    relay: Text
    relay_role: Text
    linked: Text
    team: Text
    team_role: Text
    company_suggestions: Text
    relay_suggestions: Text
    team_suggestions: Text


class Texts(TextGroup):
    """Every text that is not an answer."""

    welcome: Text
    help: Text
    command: Annotated[Mapping[Command, Text], Every(Command)]
    button: ButtonTexts
    entry: EntryTexts
    confidence: Annotated[Mapping[Confidence, Text], Every(Confidence)]
    article: ArticleTexts
    relay: RelayTexts
    choice: Text
    none_of_these: Text
    unknown: Text
    unknown_nearest: Text
    unknown_reference: Annotated[Prose, Fills("reference")]
    ambiguous_reference: Text
    outside: Annotated[Prose, Fills("answer")]
    empty: Text
    preparing: Text
    too_long: Text
    feedback: FeedbackTexts
    received: Annotated[Mapping[Attachment, Text], Every(Attachment)]
    stale_button: Text
    already_answered: Text
    privacy: Annotated[Prose, Fills("days")]
    erase_confirm: Text
    erased: Text
    kept: Text
    cancelled: Text
    apology: Text
    slow_down: Notice
    inline_none: Button
    flow: FlowTexts
    eligibility: EligibilityTexts
    hours: HoursTexts
    modality: ModalityTexts
    case: CaseTexts
    sandbox: SandboxTexts
    card: CardTexts
    result: Annotated[Mapping[Result, Text], Every(Result)]
    company: CompanyTexts
    relay_chat: RelayChatTexts
    note: NoteTexts
    absence: AbsenceTexts
    refused: Annotated[Mapping[Refusal, Annotated[Prose, MayFill("name")]], Every(Refusal)]
    outcome: Annotated[Mapping[Result, Button], Every(Outcome)]
    transfer: TransferTexts
    link: LinkTexts
    list: ListTexts
    export: ExportTexts
    history: HistoryTexts
    form: FormTexts
    candidate_data: Text
    follow: FollowTexts
    to_relay: ToRelayTexts
    my_data: Text
    my_data_name: Button
    erase_requests: Text
    notice: NoticeTexts
    letter: LetterTexts
    relay_page: RelayPageTexts
    digest: DigestTexts
    unanswered: UnansweredTexts
    site: SiteTexts
    face: FaceTexts
    setup: SetupTexts
    curate: CurateTexts
    review: ReviewTexts
    bilan: BilanTexts
