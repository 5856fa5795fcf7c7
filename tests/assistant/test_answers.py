from collections import Counter

import pytest

from bot.assistant.answers import answer, details
from bot.assistant.keyboards import TOPICS, Keyboards
from bot.chat.buttons import Verb, data
from bot.chat.events import Attached
from bot.chat.markup import length, lines, visible, without_tags
from bot.chat.replies import Correct, Say
from bot.knowledge.schema.entries import Knowledge, Tool
from bot.language.dates import in_french

LIMIT = 4096  # characters of one message of Telegram
AT_MOST, MOSTLY = 12, 9  # lines of a telephone: for every answer, and for nine of ten
LABEL = 30  # characters of a button that a telephone shows whole


def _in_order(text: str, *parts: str) -> bool:
    at = -1
    for part in parts:
        assert part in text, part
        assert text.index(part) > at, f"{part} comes too early"
        at = text.index(part)
    return True


def test_an_answer_gives_verdict_reason_proof_check_doubt_and_source_in_that_order(chat, base):
    entry = next(one for one in base.publics if one.why and one.proof and one.check and one.uncertain)
    texts = base.texts
    text = chat.commands(f"/start public_{entry.slug}").text
    assert _in_order(
        text,
        entry.label,
        entry.short,
        entry.answer,
        entry.why,
        texts.entry.proof,
        *entry.proof,
        texts.entry.check,
        entry.check,
        texts.entry.uncertain,
        entry.uncertain,
        entry.sources[0].title,
        in_french(entry.verified_on),
        texts.confidence[entry.confidence],
    )


def test_an_answer_tells_who_validates_a_public(base, today):
    for public in base.publics:
        if public.validated_by:
            assert ", ".join(public.validated_by) in without_tags(answer(base, public, today))


def test_every_answer_of_the_base_shows_what_its_file_says(base, today, faults):
    for entry in base.entries():
        html = answer(base, entry, today)
        text = without_tags(html)
        assert not faults(html), entry.id
        for said in (entry.label, entry.answer, entry.why, entry.check, entry.uncertain, *entry.proof):
            assert said is None or said in text, entry.id
        assert base.texts.entry.verified.format(day=in_french(entry.verified_on)) in text, entry.id
        assert base.texts.confidence[entry.confidence] in text, entry.id
        for source in entry.sources[:3]:
            assert source.title in text, entry.id
            assert source.url is None or f'<a href="{source.url.replace("&", "&amp;")}">' in html, entry.id


def test_an_answer_is_read_without_a_tap(base, today):
    read = {entry.id: lines(visible(answer(base, entry, today))) for entry in base.entries()}
    assert [id_ for id_, count in read.items() if count > AT_MOST] == []
    assert sum(count <= MOSTLY for count in read.values()) >= 0.9 * len(read)


def test_all_the_rest_is_folded_behind_it_in_one_message(base, today):
    for entry in base.entries():
        html = answer(base, entry, today)
        assert length(html) <= LIMIT, entry.id
        assert html.count("<blockquote expandable>") == 1, entry.id
        assert entry.sources[0].title in without_tags(html).removeprefix(visible(html)), entry.id
        assert length(details(base, entry, today)) <= LIMIT, entry.id


def test_three_buttons_and_one_row_stand_under_an_answer_each_whole(chat, base):
    for entry in base.entries():
        if isinstance(entry, Tool):
            continue
        *main, last = chat.presses(data(Verb.OPEN, entry.id)).replies[-1].keyboard
        assert len(main) <= 3, entry.id
        assert [button.label for button in last][-1] == base.texts.button.other
        for row in (*main, last):
            assert all(len(button.label) <= LABEL for button in row), entry.id


def test_every_answer_offers_its_next_step(chat, base):
    for entry in base.entries():
        seen = chat.presses(f"e:{entry.id}")
        offered = [button.data for button in seen.buttons]
        assert any(data.startswith("e:tool/") for data in offered), entry.id
        assert len(offered) == len(set(offered)), entry.id
        assert f"e:{entry.id}" not in offered or isinstance(entry, Tool), entry.id


def test_see_also_leads_to_other_entries(chat, base):
    entry = base["faq/apprenti"]
    seen = chat.commands("/start faq_apprenti")
    offered = {button.data for button in seen.buttons}
    also = [id_ for id_ in entry.see_also if not id_.startswith("tool/")]
    assert {f"e:{id_}" for id_ in also[:2]} <= offered
    followed = chat.presses(f"e:{also[0]}")
    assert base[also[0]].label in followed.text
    assert chat.conversation.last.question == base[also[0]].label


def test_what_else_there_is_opens_in_place(chat, base):
    seen = chat.commands("/start faq_apprenti")
    opened = chat.presses_on(base.texts.button.other, seen)
    offered = [button.data for button in opened.kept_buttons]
    assert not opened.html
    assert {data(Verb.OPEN, id_) for id_ in TOPICS} <= set(offered)
    assert {button.data for button in seen.buttons} - {seen.buttons[-1].data} <= set(offered)


def test_details_that_do_not_fit_stand_behind_a_button(chat, base, today):
    left_out = [entry for entry in base.entries() if details(base, entry, today)]
    for entry in left_out:
        seen = chat.presses(data(Verb.OPEN, entry.id))
        opened = chat.presses_on(base.texts.button.other, seen)
        held = next(one.data for one in opened.kept_buttons if one.label == base.texts.button.details)
        assert base.texts.entry.details_of.format(label=entry.label) in chat.presses(held).text


def test_an_answer_and_its_details_tell_all_that_the_entry_knows(base, today):
    for entry in base.entries():
        text = without_tags(answer(base, entry, today) + details(base, entry, today))
        assert (entry.details or "") in text, entry.id
    for public in base.publics:
        assert (public.duration or "") in without_tags(answer(base, public, today) + details(base, public, today))


def test_the_answer_to_a_question_answers_that_message(chat):
    seen = chat.says("L2112-2", message=41)
    assert [type(reply) for reply in seen.replies] == [Say]
    assert seen.replies[0].to == 41


def test_an_edited_question_corrects_its_answer(chat, base):
    chat.says("L2112-2", message=41)
    seen = chat.says("L2113-12", message=41, edited=True)
    assert [type(reply) for reply in seen.replies] == [Correct]
    assert seen.replies[0].to == 41
    assert base["article/ccp-l2113-12"].label in seen.text
    assert base.texts.button.useful_yes in seen.labels


def test_a_short_question_leans_on_the_one_before(chat):
    chat.says("je peux compter un apprenti ?")
    chat.says("et pour un intérimaire ?")
    assert chat.conversation.last.entry == "faq/heures-interim"


@pytest.mark.parametrize("what", ["sticker", "voice", "photo", "file", "location", "contact", "other"])
def test_what_is_not_text_gets_its_own_line_and_a_way_on(chat, base, what):
    seen = chat.does(Attached(what))
    assert seen.text == base.texts.received[what]
    assert base.texts.button.tool["intake"] in seen.labels


@pytest.mark.parametrize("text", ["", " ", "\n\t", "?!…", "😀👍", "\x00\x07", "\u200b", "---", "日本語"])
def test_a_text_without_words_is_told_so(chat, base, text):
    seen = chat.says(text, message=3)
    assert seen.text == base.texts.empty
    assert base.texts.button.tool["relay"] in seen.labels


def test_a_lost_question_says_so_and_offers_a_person(chat, base):
    seen = chat.says("zzqx wvkj blorp")
    assert seen.text == base.texts.unknown
    assert seen.labels == [base.texts.button.tool["relay"], base.texts.button.tool["intake"]]
    assert chat.conversation.last is None


def test_a_long_letter_that_is_lost_is_asked_to_be_short(chat, base):
    assert chat.says("zzqx wvkj blorp " * 60).text == base.texts.too_long


@pytest.mark.parametrize(("said", "named"), [("art 99", "99"), ("article L9999-1", "L9999-1"), ("<u>art 99</u>", "99")])
def test_an_article_that_the_base_lacks_is_named(chat, base, said, named):
    seen = chat.says(said)
    assert seen.text == base.texts.unknown_reference.format(reference=named)
    assert base.texts.button.tool["intake"] in seen.labels


def test_an_outside_subject_says_so_and_where_to_turn(chat, base):
    for outside in base.outside.values():
        seen = chat.says(outside.label)
        said = outside.answer if outside.alone else base.texts.outside.format(answer=outside.answer)
        assert seen.text == said, outside.label
        leads_to_a_relay = not outside.alone or "/relais" in outside.answer
        assert (base.texts.button.tool["relay"] in seen.labels) is leads_to_a_relay


@pytest.mark.parametrize(("said", "is_heard"), [("j'ai envie d'en finir", True), ("va te faire foutre", False)])
def test_distress_is_answered_with_numbers_to_call_alone_and_rudeness_is_not(chat, said, is_heard):
    seen = chat.says(said)
    assert ("3114" in seen.text) is is_heard
    assert bool(seen.labels) is not is_heard


def test_smalltalk_is_answered_and_offers_the_five_tools(chat, base):
    for talk in base.smalltalk.values():
        seen = chat.says(talk.phrases[0])
        assert talk.answer in seen.text, talk.phrases[0]
        assert len(seen.labels) == 5
    assert chat.conversation.last is None


@pytest.mark.parametrize(
    "said", ["art <u>99", "art 99 <u>", "<u>L2112-2</u> &amp; <script>", "<u>bonjour</u>", "&lt;u&gt;"]
)
def test_what_people_write_is_never_markup(chat, faults, said):
    for seen in (
        chat.says(said),
        chat.says(said, message=4, edited=True),
        chat.commands(f"/start {said}"),
        chat.commands(f"/article {said}"),
        chat.commands("/mesdonnees"),
        chat.presses(said),
    ):
        assert "<u" not in seen.html
        assert "<script" not in seen.html
        assert not faults(seen.html)


def test_a_conversation_remembers_five_answers_at_most(chat):
    for number in range(8):
        chat.says(f"L2112-2 {'!' * number}")
        assert len(chat.conversation.shown) == min(number + 1, 5)
    assert [shown.question.count("!") for shown in chat.conversation.shown] == [3, 4, 5, 6, 7]
    assert len({shown.token for shown in chat.conversation.shown}) == 5


def test_what_had_to_be_set_aside_is_apologised_for(assistant, base):
    said = assistant.apology()
    assert without_tags(said.html) == base.texts.apology
    assert said.keyboard


def test_the_buttons_under_an_answer_are_told_apart(base: Knowledge) -> None:
    keyboards = Keyboards(base)
    alike = [
        (entry.id, label)
        for entry in base.entries()
        for label, count in Counter(keyboards.label(id_) for id_ in dict.fromkeys(entry.see_also)).items()
        if count > 1
    ]
    assert alike == []
