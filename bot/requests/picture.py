"""The figures of a year as a picture; the library that draws it is an extra, loaded only then."""

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import Literal

from bot.knowledge.schema.texts import Texts
from bot.requests.bilan import Figures, named

PictureFormat = Literal["png", "svg"]


def can_draw() -> bool:
    """Tell whether matplotlib is installed, without loading it."""
    return find_spec("matplotlib") is not None


def drawn(texts: Texts, every: Sequence[Figures], name: str, form: PictureFormat = "png") -> bytes:
    """The quarters of a year as bars, under the year and whose they are; it takes about a second of a core.

    Raises:
        ImportError: where matplotlib is not installed.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  heavy, and an extra
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  likewise

    words, quarters = texts.bilan, every[:-1]
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for at, (label, counts) in enumerate((
        (words.received, [one.received for one in quarters]),
        (words.contacted, [one.contacted for one in quarters]),
        (words.helped, [one.helped for one in quarters]),
    )):  # fmt: skip
        bars = axes.bar([place + (at - 1) * 0.27 for place in range(len(quarters))], counts, 0.25, label=label)
        axes.bar_label(bars)
    axes.set_xticks(range(len(quarters)), [named(texts, one) for one in quarters])
    axes.set_title(words.title.format(year=every[-1].year, relay=name))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend()
    written = BytesIO()
    figure.savefig(written, format=form)
    return written.getvalue()
