"""The results of benchmarks: their file, their page, and what counts as slower."""

from __future__ import annotations

import platform
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import results, results_page
from bench.results import Aim, Curve, Results, row
from bench.sampling import Sample

POSITIVE = st.floats(0.01, 1000)
VALUES = st.lists(POSITIVE, min_size=1, max_size=12)


@st.composite
def some_results(draw: st.DrawFn) -> Results:
    """Return results with a row alone, a row beside a rival, and a curve."""
    pairs = draw(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=12))
    ours, theirs = ([*side] for side in zip(*pairs, strict=True))
    rows = (
        row("alone", "work alone", "s", draw(VALUES), aim=Aim(draw(POSITIVE))),
        row("beside", "work beside", "a second", ours, rival="another", theirs=theirs, aim=Aim(0.5, "ratio", True)),
    )  # fmt: skip
    points = draw(st.dictionaries(st.sampled_from((1, 10, 100)), POSITIVE, min_size=1))
    return Results(
        "2026-01-31", {"python": "3"}, rows, {"some": Curve("A < B", "s", {"ours": points})}
    )


@given(found=some_results())
def test_a_file_of_results_can_be_read_again(
    found: Results, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a file says is written again byte for byte."""
    path = tmp_path_factory.getbasetemp() / "results.json"
    path.write_text(found.dumps(), "utf-8")
    assert results.load(path).dumps() == found.dumps()


@given(found=some_results())
def test_nothing_is_slower_than_itself(found: Results) -> None:
    """A run compared with itself shows no row."""
    assert not results.slower(found, found)


@given(found=some_results())
def test_what_takes_twice_the_longest_time_is_slower(found: Results) -> None:
    """A row whose shortest time is beyond the longest before is shown, and not the other way round."""
    longest = found.rows[0].ours.high
    late = row("alone", "work alone", "s", [2 * longest, 3 * longest])
    now = Results(found.date, found.machine, (late,))
    assert [one.id for one, _ in results.slower(now, found)] == ["alone"]
    assert not results.slower(found, now)


@given(found=some_results())
def test_what_makes_half_as_many_a_second_is_slower(found: Results) -> None:
    """Of a figure by the second, less is worse."""
    least = found.rows[1].ratio
    assert least is not None
    few = row("beside", "work beside", "a second", [least.low / 2], rival="another", theirs=[1.0])
    now = Results(found.date, found.machine, (few,))
    assert [one.id for one, _ in results.slower(now, found)] == ["beside"]


@given(found=some_results())
def test_a_curve_is_a_picture(found: Results) -> None:
    """Every curve is well-formed XML, whatever its title and figures."""
    for curve in found.curves.values():
        assert ElementTree.fromstring(results_page.draw_curve(curve)).tag.endswith("svg")


@given(values=VALUES)
def test_a_median_lies_in_its_spread(values: list[float]) -> None:
    """The low figure is at most the median, and the high one at least."""
    found = Sample.of(values)
    assert found.low <= found.median <= found.high


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """A JSON document that is no file of results is a clear error."""
    path = tmp_path / "other.json"
    path.write_text('{"rows": 3}')
    with pytest.raises(ValueError, match="not a file of benchmark results"):
        results.load(path)


def test_the_page_shows_the_committed_results() -> None:
    """No figure of the page, of its pictures or of the README is typed by hand."""
    found = results.load(results.FILE)
    assert results_page.PAGE.read_text("utf-8") == results_page.page_text(found)
    for name, curve in found.curves.items():
        picture = results_page.PAGE.parent / f"benchmark-{name}.svg"
        assert picture.read_text("utf-8") == results_page.draw_curve(curve)


def test_the_results_name_no_machine() -> None:
    """The committed results have no host name, and no path."""
    text = results.FILE.read_text("utf-8")
    named = [name for name in (platform.node(), str(Path.home())) if len(name) > 4]
    assert not [name for name in chain(named, ("/home/", "/tmp/", "\\\\")) if name in text]
