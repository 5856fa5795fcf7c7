"""What somebody wrote anew in an answer: without what it cites, and without the signature."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_SIGNATURE = "--"  # a line of its own; "-- " by RFC 3676, 4.3, and mail programs lose the space
_WROTE = re.compile(  # "Le lun. 14 déc. 2026 à 10:00, Clausette <…> a écrit :", "On Mon, Dec 14, 2026, … wrote:"
    r"\W{0,10}(?:Le\b.{3,300}\ba\s+écrit|On\b.{3,300}\bwrote|.{3,300}\ba\s+écrit\s+le\b.{3,60})\s?:\W{0,10}",
    re.DOTALL | re.IGNORECASE,
)
_DATED = re.compile(r"@|\d{4}|\d{1,2}\s?[:h]\s?\d\d")
_ORIGINAL = re.compile(
    r"\s*[-_*]{3,}\s*(?:message d['’]origine|message transféré|message original|original message|forwarded message)"
    r"\s*[-_*]{3,}\s*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\W{0,4}(?:De|From|Expéditeur)\W{0,3}:\W.{0,300}", re.IGNORECASE)
_HEADER = re.compile(r"\W{0,4}(?:Envoyé(?: le)?|Date|À|A|Sent|To|Objet|Subject|Cc)\W{0,4}:.{0,300}", re.IGNORECASE)
_RULE = re.compile(r"[\s_*-]*")
_WRAPPED = 3  # lines over which a heading may go on
_NEAR = 4  # lines in which the other headers follow "De :"


def written(text: str, above: str) -> str:
    """The new text of an answer; ``above`` is the line of ours above which answers are to stand."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = list[str]()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.rstrip() == _SIGNATURE or _ends(lines, at, above):
            break
        if heads := _heading(lines, at):
            if not _is_cited_next(lines, at + heads):
                break
            at += heads
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
        at += 1
    while kept and _RULE.fullmatch(kept[-1]):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _ends(lines: Sequence[str], at: int, above: str) -> bool:
    """Whether all that follows is a message from before."""
    line = lines[at]
    if line.lstrip().startswith(">"):
        return False
    if (above and above in line) or _ORIGINAL.fullmatch(line):
        return True
    return bool(_FROM.fullmatch(line)) and any(_HEADER.fullmatch(next_) for next_ in lines[at + 1 : at + 1 + _NEAR])


def _heading(lines: Sequence[str], at: int) -> int:
    """Over how many lines a heading goes that says who wrote what follows; 0 where none begins here."""
    if not lines[at].strip() or lines[at].lstrip().startswith(">"):
        return 0
    for count in range(1, _WRAPPED + 1):
        heading = "\n".join(lines[at : at + count])
        if _WROTE.fullmatch(heading) and _DATED.search(heading):
            return count
    return 0


def _is_cited_next(lines: Sequence[str], at: int) -> bool:
    """Whether what comes next is marked as cited, line by line: then what follows it may be new."""
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.lstrip().startswith(">")


def from_html(page: str) -> str:
    """The text of a letter in HTML, without what it cites."""
    reader = _Text()
    reader.feed(page)
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.parts).replace("\xa0", " ").split("\n"))


class _Text(HTMLParser):
    """Gathers what is shown; what a browser hides and what is cited is left out."""

    _HIDDEN = frozenset({"style", "script", "head", "title", "blockquote"})
    _LINES = frozenset({"p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "hr", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        del attrs
        if tag in self._HIDDEN:
            self._within.append(tag)
        if tag == "br" or tag in self._LINES:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if tag in self._LINES:
            self._line()

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._within:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _line(self) -> None:
        if not self._within:
            self.parts.append("\n")
