"""Builds the archives of a version into dist/: the source, the wheel from it, their checksums and what has changed.

    python tests/release.py [DIR]

The version is that of the tag. A tagged version that CHANGELOG.md does not tell of, or a tree with changes that no
commit has, is refused; between two tags the archives bear the next version as ``.dev``.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_RELEASED = re.compile(r"\d+\.\d+\.\d+")


def section(changelog: str, version: str) -> str:
    """What a changelog says of a version; of one that is not released, what it says under Unreleased.

    Raises:
        LookupError: where a released version has no section of its own.
    """
    name = version if _RELEASED.fullmatch(version) else "Unreleased"
    found = re.search(
        rf"^## \[{re.escape(name)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, flags=re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise LookupError(f"CHANGELOG.md has no section [{name}]: move what stands under Unreleased there")
    return found.group(1).strip() + "\n"


def built(out: Path, *more: str) -> str:
    """Build the source archive, and the wheel from it; the version that they bear."""
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", "--outdir", out, *more, ROOT], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = out.glob("clausette-*.whl")
    return wheel.name.split("-")[1]


def main(out: Path, *more: str) -> int:
    """Build, and tell what was built; 1 where it is no release that anybody could install later."""
    version = built(out, *more)
    try:
        notes = section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    except LookupError as error:
        print(error)
        return 1
    changed = ["git", "-C", str(ROOT), "status", "--porcelain"]
    if _RELEASED.fullmatch(version) and subprocess.run(changed, capture_output=True, check=True).stdout:
        print("there are changes that no commit has: commit them, or put them aside")
        return 1
    archives = sorted(out.glob("clausette-*"))
    shutil.copy(ROOT / "constraints.txt", out)
    (out / "NOTES.md").write_text(notes, encoding="utf-8")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in archives]
    (out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    print("\n".join(str(path) for path in archives))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
