"""The picture of ``docs/benchmarks.md``: bars of how often each peer puts the right entry first."""

from collections.abc import Sequence

_WIDE, _HIGH, _LEFT, _WHOLE = 860, 34, 330, 440


def picture(rows: Sequence[tuple[str, float, float]]) -> str:
    """Two bars for each peer: its shares, from 0 to 1, on labelled questions and on phrasings left out; as SVG."""
    drawn = []
    for at, (name, *shares) in enumerate(rows):
        top = 30 + at * _HIGH
        drawn.append(f'<text x="{_LEFT - 8}" y="{top + 18}" text-anchor="end">{name}</text>')
        for share, colour, below in zip(shares, ("#1f6feb", "#8fb8f6"), (2, 14), strict=True):
            length, y = share * _WHOLE, top + below
            drawn.append(f'<rect x="{_LEFT}" y="{y}" width="{length:.0f}" height="11" fill="{colour}"/>')
            drawn.append(f'<text x="{_LEFT + length + 5:.0f}" y="{y + 10}" font-size="11">{share:.0%}</text>')
    title = f'<text x="{_LEFT}" y="20">right entry first: labelled questions (dark), phrasings left out (light)</text>'
    size = f'width="{_WIDE}" height="{40 + len(rows) * _HIGH}"'
    style = 'font-family="sans-serif" font-size="13"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join([title, *drawn]) + "\n</svg>\n"
