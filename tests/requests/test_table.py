"""Tables that a relay opens in a spreadsheet: right in France, and harmless whatever companies wrote."""

import csv
import io
import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from bot.requests.table import Cell, as_csv, as_xlsx

HEADS = ["Référence", "Besoin", "Heures", "Démarrage", "Reçue le"]
CAME = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
LINE: list[Cell] = ["CL-7K3F", "2 maçons; « vite »\nà Niort", 1234.5, date(2026, 12, 1), CAME]
EVIL = ["＝1+1", "＠SUM(A1)", "=1+1", "+33549", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _part(content: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(content)) as book:
        return book.read(name).decode()


def test_a_csv_is_written_as_french_spreadsheets_read_it():
    content = as_csv(HEADS, [LINE])
    assert content.startswith(b"\xef\xbb\xbfR\xc3\xa9f\xc3\xa9rence;Besoin;")
    assert content.count(b"\r\n") == 2
    assert _read(content)[1] == ["CL-7K3F", LINE[1], "1234,5", "01/12/2026", "01/07/2026 00:30"]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_a_csv_is_a_formula(text):
    (_, (cell,)) = _read(as_csv(["x"], [[text]]))
    assert cell == f"'{text}"


def test_what_was_not_answered_is_empty():
    assert _read(as_csv(HEADS, [["CL-7K3F", "", None, None, None]]))[1] == ["CL-7K3F", "", "", "", ""]


def test_a_workbook_has_numbers_and_days_and_a_frozen_head():
    content = as_xlsx(HEADS, [LINE], "Demandes")
    sheet = ET.fromstring(_part(content, "xl/worksheets/sheet1.xml"))  # noqa: S314  our own
    cells = {cell.attrib["r"]: cell for cell in sheet.iter(f"{SHEET}c")}
    assert cells["A2"].attrib["t"] == "s"
    assert cells["C2"].findtext(f"{SHEET}v") == "1234.5"
    assert cells["D2"].findtext(f"{SHEET}v") == "46357"  # 1 December 2026, in days since 30 December 1899
    assert float(cells["E2"].findtext(f"{SHEET}v") or 0) == pytest.approx(46204 + 30 / 1440)
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', _part(content, "xl/worksheets/sheet1.xml"))


@pytest.mark.parametrize("text", [*EVIL, "http://example.org", "x" * 40_000])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(text):
    content = as_xlsx(["x"], [[text]], "Demandes")
    sheet = _part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_table_of_nothing_is_a_table_with_a_head():
    assert len(_read(as_csv(HEADS, []))) == 1
    assert as_xlsx(HEADS, [], "Demandes")[:2] == b"PK"
