"""The site, as it is written into a folder."""


def test_a_site_is_written_again_in_its_own_folder_and_never_among_other_files(run, tmp_path):
    folder = tmp_path / "site"
    (told,) = run("site", str(folder), "--bot", "@clausette_bot", "--json").lines
    assert told["pages"] == len(list(folder.glob("**/*.html")))
    (folder / "faq" / "gone.html").write_text("ancienne")
    assert run("site", str(folder)).code == 0
    assert not (folder / "faq" / "gone.html").exists()
    other = tmp_path / "documents"
    other.mkdir()
    (other / "lettre.txt").write_text("à garder")
    ended = run("site", str(other))
    assert (ended.code, "holds other things" in ended.err) == (2, True)
    assert [path.name for path in other.iterdir()] == ["lettre.txt"]
