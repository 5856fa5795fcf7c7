"""A draft as a document of Word, by python-docx, which is loaded only here."""

import io
import re
from importlib.util import find_spec
from typing import Any

from bot.tools.clause.draft import Block, Draft

_GAP = re.compile(r"(\[[^\]]+\])")
_STYLES = {"title": "Title", "heading": "Heading 1", "subheading": "Heading 2", "item": "List Bullet"}
_MARGIN, _SMALL, _BODY = 2.0, 8.5, 10.5  # centimetres; points


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
    for block in draft.blocks:
        if block.kind == "table":
            _table(document, block)
        else:
            _paragraph(document, block)
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
    language = document.styles.element.find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "fr-FR")
    document.core_properties.title = title
    document.core_properties.language = "fr-FR"
    document.core_properties.author = "Clausette"


def _paragraph(document: Any, block: Block) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    paragraph = document.add_paragraph(style=_STYLES.get(block.kind, "Normal"))
    _runs(paragraph, block.text)
    if block.kind == "subheading":
        paragraph.paragraph_format.keep_with_next = True
    if block.kind in ("source", "note"):
        for run in paragraph.runs:
            run.italic = True
            run.font.size = Pt(_SMALL)
            run.font.color.rgb = RGBColor(0x55, 0x55, 0x55)


def _runs(paragraph: Any, text: str) -> None:
    """The text, its gaps marked."""
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

    for part in filter(None, _GAP.split(text)):
        run = paragraph.add_run(part)
        if _GAP.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _table(document: Any, block: Block) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    width = max(map(len, block.rows))
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    has_head = width > 2  # noqa: PLR2004  two columns are names and values
    for at, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            _runs(cell.paragraphs[0], text)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(_SMALL + 0.5)
                run.bold = at == 0 and has_head
        if not has_head:
            for run in cells[0].paragraphs[0].runs:
                run.bold = True
    if has_head:
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  python-docx has no other way
    document.add_paragraph()
