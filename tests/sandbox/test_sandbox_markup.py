import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import Entity, cleaned, finished, length
from bot.sandbox.markup import MarkupError, parsed

READ = [
    ("bonjour", "bonjour", []),
    ("<b>oui</b>, non", "oui, non", [("bold", 0, 3)]),
    ("<strong>a</strong> <i>b</i> <em>c</em>", "a b c", [("bold", 0, 1), ("italic", 2, 1), ("italic", 4, 1)]),
    ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
    ("<code>a</code> <pre>b</pre>", "a b", [("code", 0, 1), ("pre", 2, 1)]),
    ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
    ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
    ("<B>a</B>", "a", [("bold", 0, 1)]),
    ("😀 <b>é</b>", "😀 é", [("bold", 3, 1)]),
    ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
    ("&#233;&#xE9;&#x1F600;", "éé😀", []),
    ("5 > 3 et 2 & 3", "5 > 3 et 2 & 3", []),
    ("&nbsp;&eacute;", "&nbsp;&eacute;", []),
    ("<b></b>vide", "vide", []),
    ("  \n <b>bord</b> \n", "bord", [("bold", 0, 4)]),
    ("<a href='https://exemple.fr/a?b=1&amp;c=2'>lien</a>", "lien", [("text_link", 0, 4)]),
    ('<a href="javascript:alert(1)">lien</a>', "lien", []),
    ("voir https://exemple.fr/page.", "voir https://exemple.fr/page.", [("url", 5, 23)]),
    ("/aide et @camille", "/aide et @camille", [("bot_command", 0, 5), ("mention", 9, 8)]),
    ("écrire à a.b@exemple.fr", "écrire à a.b@exemple.fr", [("email", 9, 14)]),
]

REFUSED = [
    ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ("é<br/>b", 'Unsupported start tag "br/" at byte offset 2'),
    ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
    ("<!-- a -->", 'Unsupported start tag "!--" at byte offset 0'),
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
    ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
    ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
]


@pytest.mark.parametrize(("markup", "text", "entities"), READ)
def test_what_telegram_takes_is_read(markup: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read = parsed(markup)
    assert read.text == text
    assert [(entity.type, entity.offset, entity.length) for entity in read.entities] == entities


@pytest.mark.parametrize(("markup", "why"), REFUSED)
def test_what_telegram_refuses_is_refused_in_its_words(markup: str, why: str) -> None:
    with pytest.raises(MarkupError) as refused:
        parsed(markup)
    assert str(refused.value) == why


def test_a_link_keeps_its_address_with_the_references_read() -> None:
    (entity,) = parsed('<a href="https://exemple.fr/a?b=1&amp;c=2">lien</a>').entities
    assert entity.url == "https://exemple.fr/a?b=1&c=2"


def test_a_link_to_a_person_is_a_mention() -> None:
    (entity,) = parsed('<a href="tg://user?id=1001">Camille</a>').entities
    assert (entity.type, entity.user) == ("text_mention", 1001)


def test_code_in_a_pre_gives_the_pre_its_language() -> None:
    (entity,) = parsed('<pre><code class="language-python">x = 1</code></pre>').entities
    assert (entity.type, entity.language) == ("pre", "python")


def test_an_address_in_a_link_is_not_found_a_second_time() -> None:
    assert [entity.type for entity in parsed('<a href="https://a.fr/">https://a.fr/</a>').entities] == ["text_link"]


def test_entities_move_when_the_text_is_trimmed() -> None:
    assert finished("  abc  ", [Entity("bold", 2, 5)]).entities == (Entity("bold", 0, 3),)


@given(st.text())
def test_a_text_once_escaped_is_read_as_itself(text: str) -> None:
    assert parsed(html.escape(text)).text == finished(cleaned(text)).text


@given(st.text(), st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"]))
def test_a_tag_around_an_escaped_text_covers_all_of_it(text: str, tag: str) -> None:
    read = parsed(f"<{tag}>{html.escape(text)}</{tag}>")
    covering = [entity for entity in read.entities if (entity.offset, entity.length) == (0, length(read.text))]
    assert read.text == finished(cleaned(text)).text
    assert covering or not read.text


@given(st.text(alphabet="<>/&;= \"'abisu#x1é😀\n"))
def test_any_markup_is_read_or_refused_but_never_breaks(markup: str) -> None:
    try:
        read = parsed(markup)
    except MarkupError:
        return
    assert all(0 <= entity.offset < entity.end <= length(read.text) for entity in read.entities)
