"""What pyproject.toml cannot say: the knowledge base, which stands beside the code, goes into the built package."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithKnowledge(build_py):
    """Builds the package; an editable one reads the knowledge base where it stands."""

    def run(self) -> None:
        """Copy the code, then the base."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "bot" / "knowledge" / "base"
            shutil.copytree(ROOT / "knowledge", target, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithKnowledge})
