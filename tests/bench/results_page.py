"""`docs/benchmarks.md` and the growth curves, written from the results: no figure in them is typed by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from tests.bench.results import Aim, Curve, Results, Row
from tests.bench.sampling import Sample

PAGE = Path(__file__).resolve().parents[2] / "docs/benchmarks.md"
HEAD = """\
# Benchmarks

How long clientwright takes, beside the fastest program that does the same or a part of it, measured in the same run in
turn. `nox -s bench` measures again and writes this page; `nox -s bench -- --compare tests/bench/results.json` says what
became slower beyond the noise of both runs. No figure here is typed by hand.
"""
NOTES = """\
A figure is the median, and in brackets between which values 8 of 10 measurements lie (all of them, if they are fewer
than 10). The ratio is the median of the ratios of the pairs, ours to the rival's. The endpoints are made from a seed, each
unlike every other ([unlike_endpoints.py](../tests/bench/unlike_endpoints.py)).
"""
Scale = Callable[[float], float]
"""From a figure to a place in the picture."""
COLOURS = ("#0b6e4f", "#c44536", "#3d5a80", "#8d6a9f")
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 40, 48


def write(results: Results, page: Path = PAGE) -> None:
    """Write the page, and the curves beside it."""
    for name, curve in results.curves.items():
        (page.parent / f"{_picture(name)}").write_text(draw_curve(curve), "utf-8")
    page.write_text(page_text(results), "utf-8")


def page_text(results: Results) -> str:
    """Return the page's text."""
    machine = ", ".join(
        f"{value} processors"
        if name == "processors"
        else value
        if name == "system"
        else f"{name} {value}"
        for name, value in results.machine.items()
    )
    pictures = (f"![{curve.title}]({_picture(name)})\n" for name, curve in results.curves.items())
    parts = [
        HEAD,
        f"Measured on {results.date}: {machine}.\n",
        *pictures,
        table(results.rows),
        NOTES,
    ]
    return "\n".join(parts)


def table(rows: Sequence[Row]) -> str:
    """Return a table in Markdown."""
    head = ("work", "clientwright", "rival", "its figure", "ratio", "aim", "met")
    lines = [head, tuple("---" for _ in head), *map(_cells, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def line(row: Row) -> str:
    """Return a row as one line of text."""
    *_, aim, met = _cells(row)
    aimed = f"; aim {aim}: {'met' if met == 'yes' else 'missed'}" if aim else ""
    return f"{row.work}: {figures(row)}{aimed}"


def figures(row: Row) -> str:
    """Return the figures of a row, without what they are of."""
    _, ours, rival, theirs, ratio, *_ = _cells(row)
    return f"{ours}; {rival}: {theirs}; ratio {ratio}" if theirs else ours


def _cells(row: Row) -> tuple[str, ...]:
    met = "" if row.aim is None else "yes" if row.aim.is_met(row) else "no"
    ratio = _spread(row.ratio, "") if row.ratio else ""
    theirs = _spread(row.theirs, row.unit) if row.theirs else ""
    return (
        *(row.work, _spread(row.ours, row.unit), row.rival, theirs, ratio),
        *(_aim(row.aim, row.unit), met),
    )


def _aim(aim: Aim | None, unit: str) -> str:
    if aim is None:
        return ""
    sign = "at least" if aim.at_least else "at most"
    return f"{sign} {aim.limit:g}{' ×' if aim.of == 'ratio' else f' {unit}'}"


def _spread(sample: Sample, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if sample.count == 1:
        return f"{_figure(sample.median)}{unit}"
    return f"{_figure(sample.median)}{unit} ({_figure(sample.low)} to {_figure(sample.high)})"


def _figure(value: float) -> str:
    """Return a number with three significant digits, and no exponent."""
    digits = 0 if not value else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def _picture(name: str) -> str:
    return f"benchmark-{name}.svg"


def draw_curve(curve: Curve) -> str:
    """Return a picture (SVG) of figures by the number of endpoints, both on logarithmic scales."""
    counts = sorted({count for line in curve.lines.values() for count in line})
    values = [value for line in curve.lines.values() for value in line.values()]
    powers = [math.log10(value) for value in values]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    first, last = math.log10(counts[0]), math.log10(counts[-1])

    def x(count: float) -> float:
        return LEFT + (math.log10(count) - first) / (last - first or 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return (
            HEIGHT
            - BOTTOM
            - (math.log10(value) - low) / (high - low or 1) * (HEIGHT - TOP - BOTTOM)
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14" fill="#222">{escape(curve.title)}</text>',
        *_grid(counts, range(low, high + 1), x, y, curve.unit),
        *_lines(curve.lines, x, y),
        "</svg>\n",
    ]  # fmt: skip
    return "\n".join(parts)


def _grid(counts: Sequence[int], powers: range, x: Scale, y: Scale, unit: str) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for power in powers:
        at = y(10.0**power)
        yield f'<path d="M{LEFT} {at:.1f}H{right}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444">{10.0**power:g} {unit}</text>'
    for count in counts:
        yield f'<path d="M{x(count):.1f} {TOP}V{bottom}" stroke="#eee"/>'
        yield f'<text x="{x(count):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#444">{count:,}</text>'
    middle = (LEFT + right) / 2
    yield f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle" fill="#444">endpoints</text>'


def _lines(lines: Mapping[str, Mapping[int, float]], x: Scale, y: Scale) -> Iterator[str]:
    """Yield each line with its name at its end, where names do not lie over one another."""
    ends = sorted((y(line[max(line)]), name) for name, line in lines.items())
    heights: dict[str, float] = {}
    for at, name in ends:
        heights[name] = max(at, *(one + 16 for one in heights.values()), 0) if heights else at
    for n, (name, line) in enumerate(lines.items()):
        colour = COLOURS[n % len(COLOURS)]
        points = " ".join(f"{x(count):.1f},{y(value):.1f}" for count, value in sorted(line.items()))
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield f'<text x="{x(max(line)) + 8:.1f}" y="{heights[name] + 4:.1f}" fill="{colour}">{escape(name)}</text>'
