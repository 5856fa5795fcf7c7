"""What Clausette suggests to write, she answers without asking back."""

import re

import pytest

from bot.search.router import RouteKind
from tests import shipped

ASSISTANT = shipped.assistant()
TEXTS = ASSISTANT.knowledge.texts
EXAMPLES = re.findall(r"«\s(.+?)\s»", f"{TEXTS.welcome} {TEXTS.help}")
SUGGESTED = [
    line.strip()
    for line in f"{TEXTS.sandbox.company_suggestions}\n{TEXTS.sandbox.relay_suggestions}".splitlines()
    if line.strip()
]


@pytest.mark.parametrize("said", [*EXAMPLES, *SUGGESTED])
def test_an_example_is_answered_for_sure(said):
    assert ASSISTANT.router.route(said).kind in (RouteKind.ANSWER, RouteKind.TOOL)


def test_there_are_examples():
    assert len(EXAMPLES) > 5
    assert len(SUGGESTED) > 5
