"""What a text of ``knowledge/texts.yaml`` may be."""

from typing import Annotated

from pydantic import StringConstraints

Said = Annotated[str, StringConstraints(min_length=1, max_length=3000, strip_whitespace=True)]
Button = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
