"""The style of the HTML page: contrast, one size of the headline, paper, and narrow screens."""

from __future__ import annotations

import re
from itertools import product

import pytest

from clientwright.testing.promises import VerdictState
from clientwright.testing.report import html_page
from clientwright.testing.report.promise_views import state_class
from testing.report.sample_reports import report_context

HTML = html_page.render(report_context())
STYLE = HTML.partition("<style>")[2].partition("</style>")[0]
KINDS = [state_class(state) for state in VerdictState]
MODES = dict(
    zip(
        ("light", "dark"),
        (
            dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
            for part in STYLE.split("@media screen and (prefers-color-scheme: dark)", 1)
        ),
        strict=True,
    )
)
GROUNDS = ("paper", "ground", "code")
PAIRS = [
    *product(("ink", "soft", "link", *KINDS), GROUNDS),
    *((kind, f"{kind}-tint") for kind in KINDS),
    ("ink", "dominated-tint"),
    ("ink", "proved-tint"),
    ("paper", "broken"),
]
"""Every colour of text, and what it stands on; a broken cell of the matrix is inverted."""


def _light(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_colour_has_enough_contrast(mode: str, text: str, ground: str) -> None:
    """In light and dark mode, each colour of text has a contrast of 4.5 to 1 to its ground (WCAG AA)."""
    colours = MODES[mode]
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_pictures_have_enough_contrast(mode: str) -> None:
    """Marks and arrows have a contrast of 3 to 1 to what they are drawn on (WCAG AA)."""
    colours = MODES[mode]
    drawn = [("proved", "proved-tint"), ("ink", "proved-tint"), ("broken", "proved-tint")]
    drawn += [(name, "paper") for name in ("proved", "broken", "soft", "ink")]
    for mark, ground in drawn:
        assert _contrast(colours[mark], colours[ground]) >= 3


def test_both_modes_have_every_colour() -> None:
    """Dark mode redefines every colour, and no rule has a colour of its own."""
    assert MODES["light"].keys() == MODES["dark"].keys()
    rules = re.sub(r"--[\w-]+: #[0-9a-f]{6};", "", STYLE)
    assert not re.search(r"#[0-9a-f]{3,6}\b(?![^{]*\{)|rgb|hsl", rules)
    assert set(re.findall(r"var\(--([\w-]+)\)", STYLE)) <= {*MODES["light"], "tone", "tint"}


def test_paper_is_light() -> None:
    """Dark colours are for screens only, and paper keeps the colours of cells."""
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    assert "print-color-adjust: exact" in STYLE
    assert "@media print" in STYLE


def test_wide_tables_scroll_in_their_own_box() -> None:
    """Each matrix is in a box that scrolls and can be reached by keyboard; its first column stays."""
    boxes = re.findall(r'<div class="scroll"[^>]*>', HTML)
    assert len(boxes) == HTML.count('<table class="matrix"') + HTML.count('<table class="overview"')
    assert all('tabindex="0"' in box and 'role="region"' in box for box in boxes)
    assert re.search(r"\.scroll \{[^}]*position: relative; overflow-x: auto", STYLE)
    assert re.search(r"\.scroll th\[scope=row\][^{]*\{[^}]*position: sticky; left: 0", STYLE)


def test_headline_has_one_size() -> None:
    """No class beside `verdict` sets the size of the headline, whatever the result."""
    styles = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE)
    sized = {selector.strip() for selector, rules in styles if "font-size" in rules}
    assert ".verdict" in sized
    assert not sized & {f".{kind}" for kind in KINDS}
