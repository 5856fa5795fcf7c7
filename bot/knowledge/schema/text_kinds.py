"""What a text of ``knowledge/texts.yaml`` may be."""

from typing import Annotated

from pydantic import StringConstraints

Said = Annotated[str, StringConstraints(min_length=1, max_length=3000, strip_whitespace=True)]
Notice = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]  # shown over a press
Button = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
