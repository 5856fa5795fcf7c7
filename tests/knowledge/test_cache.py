import os
from pathlib import Path

import pytest

from bot.knowledge.cache import cached, fingerprint
from bot.knowledge.problems import KnowledgeError
from bot.runtime import assembly as app

NAME = "0123456789abcdef"


class Computing:
    """Computes, and remembers how often."""

    def __init__(self, data: bytes = b"fresh") -> None:
        self.data = data
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.data


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "clausette"


@pytest.fixture
def sources(tmp_path):
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text("label: un")
    return paths


def test_what_was_computed_is_kept(folder):
    compute = Computing()
    assert [cached(folder, NAME, compute) for _ in range(3)] == [b"fresh"] * 3
    assert compute.times == 1


def test_another_name_is_computed_anew(folder):
    cached(folder, NAME, Computing(b"old"))
    assert cached(folder, "another", Computing(b"new")) == b"new"


def test_what_is_kept_is_for_its_owner_alone(folder):
    cached(folder, NAME, Computing())
    assert (folder / NAME).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_nothing_else_is_left_in_the_folder(folder):
    cached(folder, NAME, Computing())
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_old_results_make_room_for_new_ones(folder):
    for number in range(10):
        cached(folder, f"{number:032}", Computing())
        os.utime(folder / f"{number:032}", (number, number))
    assert sorted(path.name for path in folder.iterdir()) == [f"{number:032}" for number in range(6, 10)]


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("in the way")
    compute = Computing()
    assert [cached(tmp_path / "file" / "cache", NAME, compute) for _ in range(2)] == [b"fresh"] * 2
    assert compute.times == 2


def test_a_folder_that_cannot_be_written_does_no_harm(folder, monkeypatch):
    def refused(**_):
        raise PermissionError

    monkeypatch.setattr("bot.knowledge.cache.tempfile.mkstemp", refused)
    compute = Computing()
    assert [cached(folder, NAME, compute) for _ in range(2)] == [b"fresh"] * 2
    assert compute.times == 2


def test_a_file_that_cannot_be_read_does_no_harm(folder):
    (folder / NAME).mkdir(parents=True)
    assert cached(folder, NAME, Computing()) == b"fresh"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_not_trusted(folder, mode):
    cached(folder, NAME, Computing(b"planted"))
    (folder / NAME).chmod(mode)
    assert cached(folder, NAME, Computing()) == b"fresh"
    assert (folder / NAME).stat().st_mode & 0o022 == 0
    assert cached(folder, NAME, Computing(b"not needed")) == b"fresh"


def test_a_file_of_somebody_else_is_not_trusted(folder, monkeypatch):
    cached(folder, NAME, Computing(b"planted"))
    stranger = os.getuid() + 1
    monkeypatch.setattr("bot.knowledge.cache.os.getuid", lambda: stranger)
    assert cached(folder, NAME, Computing()) == b"fresh"


def test_a_folder_that_others_can_write_is_done_without(folder):
    cached(folder, NAME, Computing(b"planted"))
    folder.chmod(0o777)
    assert cached(folder, NAME, Computing()) == b"fresh"


def test_a_failure_to_compute_is_the_callers_to_see(folder):
    def failing():
        raise ValueError("the base is wrong")

    with pytest.raises(ValueError, match="the base is wrong"):
        cached(folder, NAME, failing)


def test_the_same_files_have_the_same_fingerprint(sources):
    assert fingerprint(sources, "3.11") == fingerprint(list(sources), "3.11")


def _rewritten(paths: list[Path]) -> list[Path]:
    paths[0].write_text("label: deux")
    return paths


def _touched(paths: list[Path]) -> list[Path]:
    os.utime(paths[1], (1, 1))
    return paths


def _renamed(paths: list[Path]) -> list[Path]:
    return [paths[0].rename(paths[0].with_name("c.yaml")), paths[1]]


@pytest.mark.parametrize(
    "change", [_rewritten, _touched, _renamed, lambda paths: paths[:1], lambda paths: [*paths, paths[0]]]
)
def test_any_change_of_the_files_changes_the_fingerprint(sources, change):
    before = fingerprint(sources)
    assert fingerprint(change(sources)) != before


def test_what_else_it_depends_on_changes_the_fingerprint(sources):
    assert len({fingerprint(sources), fingerprint(sources, "3.11"), fingerprint(sources, "3.12")}) == 3


def _answer(small, cache):
    return app.assistant(small.folder, cache).knowledge["faq/cdd"].answer


def test_a_changed_answer_is_said_at_the_next_start(small, folder):
    assert _answer(small, folder).startswith("Oui, un CDD")
    assert _answer(small, folder).startswith("Oui, un CDD")
    small.change("faq/cdd.yaml", "Oui, un CDD", "Désormais, un CDD")
    assert _answer(small, folder).startswith("Désormais, un CDD")


def test_a_new_entry_is_known_at_the_next_start(small, folder):
    app.assistant(small.folder, folder)
    text = (small.folder / "faq/cdd.yaml").read_text(encoding="utf-8").replace("  - ", "  - et ")
    small.write("faq/cdi.yaml", text)
    small.change("faq/cdi.yaml", "  - et {title", "  - {title")
    assert app.assistant(small.folder, folder).knowledge.get("faq/cdi")


def test_from_the_cache_the_assistant_is_the_same(small, folder):
    fresh, kept = app.assistant(small.folder, folder), app.assistant(small.folder, folder)
    assert len(list(folder.iterdir())) == 1
    assert kept.knowledge == fresh.knowledge == app.assistant(small.folder).knowledge
    for question in ("un cdd ça compte ?", "L2112-2", "deld", "bonjour", "rien de connu"):
        assert kept.router.route(question) == fresh.router.route(question)


@pytest.mark.parametrize("data", [b"", b"garbage", bytes(100), b"i\1\0\0\0"], ids=["empty", "text", "zeros", "1"])
def test_a_spoilt_cache_does_not_hinder_a_start(small, folder, data):
    app.assistant(small.folder, folder)
    for path in folder.iterdir():
        path.write_bytes(data)
    assert _answer(small, folder).startswith("Oui, un CDD")


def test_a_base_with_faults_is_not_kept(small, folder):
    small.change("faq/cdd.yaml", "public/deld", "public/delde")
    with pytest.raises(KnowledgeError, match="vouliez-vous dire « public/deld »"):
        app.assistant(small.folder, folder)
    assert not folder.exists()
