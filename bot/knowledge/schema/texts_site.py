"""The texts of the static site and of the bot's own face."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from bot.knowledge.schema.text_kinds import Every, Fills, Prose, Text, TextGroup
from bot.knowledge.vocabulary import EntryKind, FacePart


class SiteTexts(TextGroup):
    """What stands around the entries on the site."""

    title: Text
    about: Text
    home: Text
    skip: Text
    search: Text
    found: Text
    none: Text
    some: Annotated[Prose, Fills("count")]
    kinds: Annotated[Mapping[EntryKind, Text], Every(EntryKind)]
    details: Text
    versions: Text
    also: Text
    ask: Text
    made: Annotated[Prose, Fills("day")]


class CurateTexts(TextGroup):
    """The local page on which entries are edited."""

    title: Text
    search: Text
    ask: Text
    answered: Text
    entries: Text
    preview: Text
    save: Text
    shown: Text
    saved: Annotated[Prose, Fills("file")]
    moved: Text
    address: Annotated[Prose, Fills("address")]


class ReviewTexts(TextGroup):
    """The page of ``clausette review --html``: what is to be read again."""

    title: Text
    made: Annotated[Prose, Fills("day")]
    nothing: Text
    entry: Text
    place: Text
    detail: Text


class SetupTexts(TextGroup):
    """What ``clausette setup`` asks and says."""

    token: Text
    webhook: Text
    smtp: Text
    operator: Text
    kept: Text
    known: Annotated[Prose, Fills("bot")]
    face: Text
    by_hand: Annotated[Prose, Fills("what")]
    done: Annotated[Prose, Fills("file")]


class FaceTexts(TextGroup):
    """What Telegram shows of the bot before anybody writes: its limits are Telegram's."""

    name: Annotated[Text, StringConstraints(max_length=64)]
    description: Annotated[Text, StringConstraints(max_length=512)]
    short: Annotated[Text, StringConstraints(max_length=120)]
    parts: Annotated[Mapping[FacePart, Text], Every(FacePart)]
