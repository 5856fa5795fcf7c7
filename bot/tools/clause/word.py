"""A draft as a document of Word, by python-docx, which is loaded only here."""

import io
import re
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from bot.tools.clause.draft import Block, Draft

_GAP = re.compile(r"(\[[^\]]+\])")
_STYLES = {"title": "Title", "heading": "Heading 1", "subheading": "Heading 2", "item": "List Bullet"}
_MARGIN, _SMALL, _BODY, _TITLE = 2.0, 8.5, 10.5, 18.0  # centimetres; points
_WIDTH = 17.0  # centimetres between the margins
_SHORT = 10  # rows of a table that stays on one page
_NARROWEST, _WIDEST = 14, 40  # letters by which the columns of a table share it


def can_write() -> bool:
    """Tell whether python-docx is installed."""
    return find_spec("docx") is not None


def written(draft: Draft) -> bytes:
    """The document; gaps are marked in yellow, sources stand small and grey under what they support.

    Raises:
        ImportError: where python-docx is not installed.
    """
    import docx  # noqa: PLC0415  an extra, and slow to load

    document = docx.Document()
    _prepared(document, next((block.text for block in draft.blocks if block.kind == "title"), draft.name))
    _numbered(document)
    for block, after in zip(draft.blocks, (*draft.blocks[1:], None), strict=True):
        if block.kind == "table":
            _table(document, block)
        else:
            paragraph = _paragraph(document, block)
            if after is not None and after.kind in ("source", "item"):  # what supports a paragraph stands on its page
                paragraph.paragraph_format.keep_with_next = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepared(document: Any, title: str) -> None:
    """A4, margins, letters and language."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(_BODY)
    normal.paragraph_format.space_after = Pt(4)
    document.styles["Title"].font.size = Pt(_TITLE)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(6)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(1)
    language = document.styles.element.find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "fr-FR")
    document.core_properties.title = title
    document.core_properties.language = "fr-FR"
    document.core_properties.author = "Clausette"


def _numbered(document: Any) -> None:
    """The number of each page, of how many, at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, of in ((f"{document.core_properties.title}  ·  ", "PAGE"), (" / ", "NUMPAGES")):
        foot.add_run(text)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), of)
        foot._p.append(field)  # noqa: SLF001  python-docx knows no fields
    for run in foot.runs:
        run.font.size = Pt(_SMALL)


def _paragraph(document: Any, block: Block) -> Any:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    paragraph = document.add_paragraph(style=_STYLES.get(block.kind, "Normal"))
    _runs(paragraph, block.text)
    if block.kind in ("source", "note"):
        paragraph.paragraph_format.space_before = Pt(4)
        for run in paragraph.runs:
            run.italic = True
            run.font.size = Pt(_SMALL)
            run.font.color.rgb = RGBColor(0x55, 0x55, 0x55)
    return paragraph


def _runs(paragraph: Any, text: str) -> None:
    """The text, its gaps marked."""
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

    for part in filter(None, _GAP.split(text)):
        run = paragraph.add_run(part)
        if _GAP.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide the columns of a table are, in centimetres, by the longest line of each.

    >>> [round(one, 1) for one in widths([("Lot", "Calcul"), ("Peinture", "500 000 € HT × 50 % = 250 000 €")])]
    [5.3, 11.7]
    """
    every = [[line for row in rows for line in row[at].split("\n")] for at in range(len(rows[0]))]
    shares = [min(max(_NARROWEST, *map(len, lines)), _WIDEST) for lines in every]
    return [_WIDTH * share / sum(shares) for share in shares]


def _table(document: Any, block: Block) -> None:
    from docx.shared import Cm, Pt  # noqa: PLC0415

    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    table.autofit = False
    has_head = len(block.rows[0]) > 2  # noqa: PLR2004  two columns are names and values
    wide = [Cm(one) for one in widths(block.rows)]
    for column, one in zip(table.columns, wide, strict=True):
        column.width = one
    held = 0 if len(block.rows) <= _SHORT else len(block.rows) - 2  # the first row that stays with the next
    for at, row in enumerate(block.rows):
        made = table.add_row()
        _switch(made, "w:cantSplit")
        for column, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            cell.width = wide[column]
            paragraph = cell.paragraphs[0]
            _runs(paragraph, text)
            paragraph.paragraph_format.keep_with_next = at >= held
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            for run in paragraph.runs:
                run.font.size = Pt(_SMALL + 0.5)
                run.bold = at == 0 if has_head else column == 0
    if has_head:
        _switch(table.rows[0], "w:tblHeader")


def _switch(row: Any, name: str) -> None:
    """Say of a row that it stays whole, or is repeated on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    said = OxmlElement(name)
    said.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(said)  # noqa: SLF001  python-docx has no other way
