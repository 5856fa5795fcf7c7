"""What a text of ``knowledge/texts.yaml`` may be: how long it is, and which placeholders the program fills."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

_NAME = re.compile(r"\{(\w*)\}")


class TextGroup(BaseModel):
    """Texts that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # a command needs few of them


def Fills(*names: str) -> AfterValidator:  # noqa: N802  stands in annotations, as a class would
    """A text that holds just these placeholders."""
    return AfterValidator(_placeholders(set(names), set(names)))


def MayFill(*names: str) -> AfterValidator:  # noqa: N802  likewise
    """A text that holds some of these placeholders, or none."""
    return AfterValidator(_placeholders(set(), set(names)))


def Every(keys: Any) -> AfterValidator:  # noqa: N802  likewise
    """A mapping that has a text for each of these keys: the members of an enumeration, or the values of a Literal."""
    wanted = set(keys) if isinstance(keys, type) and issubclass(keys, StrEnum) else set(get_args(keys))

    def check(texts: Mapping[Any, str]) -> Mapping[Any, str]:
        if missing := wanted - set(texts):
            raise ValueError(f"il manque un texte pour {', '.join(sorted(missing))}")
        return texts

    return AfterValidator(check)


def _placeholders(least: set[str], most: set[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        found = set(_NAME.findall(text))
        if not least <= found <= most:
            held, expected = (", ".join(f"{{{name}}}" for name in sorted(names)) for names in (found, most))
            contains = f"contient {held}" if held else "ne contient aucun mot entre accolades"
            filled = f"attend {expected}" if expected else "n'en remplit aucun"
            raise ValueError(f"{contains}, le programme {filled}")
        return text

    return check


Prose = Annotated[str, StringConstraints(min_length=1, max_length=3000, strip_whitespace=True)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]  # shown over a press
Label = Annotated[str, StringConstraints(min_length=1, max_length=30, strip_whitespace=True)]
SubjectLine = Annotated[str, StringConstraints(pattern=r"^[^\r\n]+$", max_length=120, strip_whitespace=True)]
Text = Annotated[Prose, Fills()]
Notice = Annotated[Short, Fills()]
Button = Annotated[Label, Fills()]
