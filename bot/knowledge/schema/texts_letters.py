"""What is said to relays without Telegram: in letters, and on the pages that their links lead to."""

from collections.abc import Mapping
from typing import Annotated

from bot.knowledge.schema.text_kinds import Button, Every, Fills, MayFill, Prose, SubjectLine, Text, TextGroup
from bot.knowledge.vocabulary import About, LetterAction, LetterRefusal, Refusal, ToOperator


class LetterTexts(TextGroup):
    """E-mail to relays and operators."""

    subject: Annotated[Mapping[str, Annotated[SubjectLine, Fills("reference")]], Every(About)]
    text: Annotated[Mapping[str, Annotated[Prose, MayFill("day", "reference", "relay")]], Every(About)]
    handed_on: Annotated[Prose, Fills("before", "reference", "relay")]
    passed_on: Annotated[Prose, Fills("before", "reference", "relay")]
    before: Text
    exchange: Text
    reopened_subject: Annotated[SubjectLine, Fills("reference")]
    reopened: Annotated[Prose, Fills("reference")]
    closed_subject: Annotated[SubjectLine, Fills("reference")]
    closed: Annotated[Prose, Fills("reason", "reference")]
    withdrawn_subject: Annotated[SubjectLine, Fills("reference")]
    withdrawn: Annotated[Prose, Fills("reference")]
    digest_subject: Annotated[SubjectLine, Fills("day")]
    digest: Annotated[Prose, Fills("relay")]
    digest_open: Text
    operator_subject: Annotated[SubjectLine, Fills("reference")]
    to_operator: Annotated[Mapping[str, Annotated[Prose, MayFill("day", "reference", "relay")]], Every(ToOperator)]
    operator_see: Text
    act: Text
    act_until: Annotated[Prose, Fills("day", "relay")]
    answer: Text
    answer_by_link: Text
    answer_by_letter: Annotated[Prose, Fills("day")]
    above: Text
    unsent_subject: Annotated[SubjectLine, Fills("reference")]
    unsent: Annotated[Prose, Fills("most", "reference")]
    file_left: Text
    files_left_out: Annotated[Prose, Fills("count")]
    reply_operator: Text
    reply_nobody: Text
    done: Text
    done_by_link: Text
    files: Annotated[Prose, Fills("names")]
    files_left: Annotated[Prose, Fills("names")]
    photo: Text
    link: Annotated[Prose, Fills("bot")]
    link_at: Annotated[Prose, Fills("operator")]
    footer: Text


class RelayPageTexts(TextGroup):
    """The pages on which a relay without Telegram acts on a request."""

    title: Annotated[Prose, Fills("reference")]
    about: Annotated[Prose, Fills("company", "place")]
    stands: Annotated[Prose, Fills("status")]
    acting: Annotated[Prose, Fills("relay")]
    action: Annotated[Mapping[LetterAction, Button], Every(LetterAction)]
    ask: Annotated[Mapping[LetterAction, Text], Every(LetterAction)]
    press: Annotated[Mapping[LetterAction, Button], Every(LetterAction)]
    done: Annotated[Mapping[LetterAction, Text], Every(LetterAction)]
    refused: Annotated[Mapping[Refusal, Annotated[Prose, MayFill("name")]], Every(LetterRefusal)]
    member: Text
    choose: Text
    others: Text
    outcome: Text
    outcome_missing: Text
    word: Text
    word_most: Annotated[Prose, Fills("most")]
    word_missing: Text
    word_long: Annotated[Prose, Fills("most", "over")]
    word_again: Text
    word_many: Text
    candidate: Text
    close_page: Text
    forged_title: Text
    forged: Text
    expired_title: Text
    expired: Annotated[Prose, Fills("day")]
    elsewhere: Annotated[Prose, Fills("relay")]
    otherwise: Text
    otherwise_operator: Text
    away_title: Text
    away: Text
    footer: Text
