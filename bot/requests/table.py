"""A relay's requests as a table that opens right in a spreadsheet: CSV in the French manner, or Excel's own form."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.language.dates import FRANCE

Cell = str | float | int | date | datetime | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for more than text (OWASP, CSV injection)
_A4 = 9  # as Excel numbers papers
_WIDTH = 18  # characters of a column
_LONGEST = 32_767  # characters that a cell takes


def as_csv(heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """The table as French spreadsheets read it: UTF-8 with its mark, semicolons, decimal commas, days as 31/12/2026."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(head) for head in heads])
    writer.writerows([_text(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], lines: Iterable[Sequence[Cell]], title: str) -> bytes:
    """The table as a workbook: days are days, numbers numbers, and a text is never a formula."""
    from xlsxwriter import Workbook  # noqa: PLC0415  heavy, and seldom wanted

    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    formats: dict[type, Any] = {date: book.add_format({"num_format": "dd/mm/yyyy"})}
    formats[datetime] = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            _write(sheet, row, column, cell, formats.get(type(cell)))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)  # as wide as one page, as long as it takes
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(heads) - 1), _WIDTH)
    sheet.autofilter(0, 0, 0, max(0, len(heads) - 1))
    book.close()
    return written.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    match cell:
        case datetime():
            sheet.write_datetime(row, column, cell.astimezone(FRANCE).replace(tzinfo=None), form)
        case date():
            sheet.write_datetime(row, column, cell, form)
        case float() | int():
            sheet.write_number(row, column, cell)
        case str() if cell:
            sheet.write_string(row, column, cell[:_LONGEST])


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell.astimezone(FRANCE):%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case float():
            return f"{cell:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        case str() if unicodedata.normalize("NFKC", cell[:1]).startswith(_FORMULA):  # a full-width sign is one too
            return f"'{cell}"
        case _:
            return str(cell)
