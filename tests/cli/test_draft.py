"""The clause for a contract, as a buyer's relay types it."""

import io
import sys

import pytest

docx = pytest.importorskip("docx")


def test_a_document_is_written_and_named(run, tmp_path):
    out = tmp_path / "clause.docx"
    given = ["buyer=local", "nature=works", "value=800000", "goal=hours", "date=2026-10-01"]
    ended = run("draft", *given, "--lot", "Gros œuvre=450000,50,35,5", "--relay", "cara-royan", "--out", str(out))
    assert (ended.code, ended.out) == (0, f"{out}\n"), ended.err
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(out.read_bytes())).paragraphs)
    assert "321 heures d'insertion" in text
    (told,) = run("draft", *given, "--out", str(tmp_path / "c.txt"), "--json").lines
    assert told["facts"] == {
        "buyer": "local",
        "nature": "works",
        "value": 800000,
        "goal": "hours",
        "date": "2026-10-01",
    }
    assert told["blocks"][0]["kind"] == "title"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "nothing is known of the contract"),
        (("buyer=maire",), "buyer"),
        (("buyer",), "expected key=value"),
        (("buyer=local", "--lot", "450000"), "expected NAME=AMOUNT"),
        (("buyer=local", "--lot", "A=beaucoup"), "is no number"),
        (("buyer=local", "--out", "clause.pdf"), "ends neither in .docx nor in .txt"),
        (("buyer=local", "--grid", "x"), "is no grid"),
        (("buyer=local", "--relay", "x"), "x: no such relay; did you mean "),
    ],
)
def test_what_cannot_be_drafted_is_told(run, given, said):
    ended = run("draft", *given)
    assert ended.code == 2
    assert said in ended.err


def test_without_the_library_the_extra_is_named(run):
    hidden = "import sys; sys.modules['docx'] = None; from bot.cli.app import main; main()"
    ended = run("draft", "buyer=local", program=(sys.executable, "-c", hidden))
    assert ended.code == 2
    assert "clausette[documents]" in ended.err


def test_the_proofs_of_a_person_are_a_text(run):
    ended = run("draft", "--person", "une femme de 53 ans au RSA")
    assert ended.code == 0
    assert "- Attestation RSA de la CAF ou de la MSA" in ended.out


def test_the_proofs_of_a_person_are_a_page_to_hand_over(run, tmp_path):
    out = tmp_path / "pieces.docx"
    ended = run("draft", "--person", "une femme de 53 ans au RSA", "--out", str(out))
    assert (ended.code, ended.out) == (0, f"{out}\n"), ended.err
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(out.read_bytes())).paragraphs)
    assert "Attestation RSA de la CAF ou de la MSA" in text
    assert "D'après : " in text
