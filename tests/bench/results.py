"""The results of the benchmarks as data: rows, growth curves, and the file that keeps them."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal, cast

from tests.bench.sampling import Sample, ratios

FILE = Path(__file__).resolve().parent / "results.json"
RIVALS = (
    "openapi-python-client",
    "datamodel-code-generator",
    "pydantic",
    "httpx",
    "jsonschema-rs",
    "fal-client",
    "openai",
    "schemathesis",
    "hypothesis",
    "click",
)
"""Distributions whose versions are noted."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure shall be: at most or at least `limit`, of the ratio to the rival or of our own value."""

    limit: float
    of: Literal["ratio", "value"] = "value"
    at_least: bool = False

    def is_met(self, row: Row) -> bool:
        """Return whether a row meets its aim, by its medians."""
        found = row.ratio if self.of == "ratio" and row.ratio else row.ours
        return found.median >= self.limit if self.at_least else found.median <= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One work: our measurements, the rival's in the same turns, and the ratios of the pairs."""

    id: str
    work: str
    unit: str
    ours: Sample
    rival: str = ""
    theirs: Sample | None = None
    ratio: Sample | None = None
    aim: Aim | None = None

    @property
    def compared(self) -> Sample:
        """What is compared with other results: the ratio if there is a rival, since it depends less on the machine."""
        return self.ratio or self.ours

    @property
    def more_is_better(self) -> bool:
        """Whether a larger figure is the better one."""
        return "a second" in self.unit


def row(
    id: str,
    work: str,
    unit: str,
    ours: Sequence[float],
    *,
    rival: str = "",
    theirs: Sequence[float] = (),
    aim: Aim | None = None,
) -> Row:
    """Return the row of measurements; if a rival's are given, they were taken in the same turns."""
    if not theirs:
        return Row(id, work, unit, Sample.of(ours), aim=aim)
    pairs = Sample.of(ratios(ours, theirs))
    return Row(id, work, unit, Sample.of(ours), rival, Sample.of(theirs), pairs, aim)


@dataclass(frozen=True, slots=True)
class Curve:
    """How a figure grows with the number of endpoints."""

    title: str
    unit: str
    lines: Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Results:
    """What one run of the benchmarks found, on which day and kind of machine."""

    date: str
    machine: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    curves: Mapping[str, Curve] = field(default_factory=dict[str, Curve])

    def merged_into(self, older: Results) -> Results:
        """Return these results with the rows of older ones that were not measured again."""
        known = {one.id: one for one in older.rows} | {one.id: one for one in self.rows}
        return replace(self, rows=tuple(known.values()), curves={**older.curves, **self.curves})

    def dumps(self) -> str:
        """Return the text of the file."""
        return json.dumps(_rounded(asdict(self)), indent=1) + "\n"


def machine() -> dict[str, str]:
    """Return what of the machine and the installation decides figures; not its name, and no path."""
    found = {
        "processors": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    return found | dict(_versions())


def _versions() -> Iterator[tuple[str, str]]:
    for name in RIVALS:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def new_results(rows: Sequence[Row], curves: Mapping[str, Curve]) -> Results:
    """Return the results of a run that ends today."""
    return Results(date.today().isoformat(), machine(), tuple(rows), dict(curves))


def load(path: Path) -> Results:
    """Load a file of results.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not a file of results.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        rows = tuple(map(_row_from_json, document["rows"]))
        curves = {name: _curve_from_json(one) for name, one in document["curves"].items()}
        return Results(document["date"], document["machine"], rows, curves)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a file of benchmark results") from error


def slower(now: Results, before: Results) -> list[tuple[Row, Row]]:
    """Return the rows that became worse beyond the noise of both runs, each with the row before."""
    known = {one.id: one for one in before.rows}
    pairs = [(one, known[one.id]) for one in now.rows if one.id in known]
    return [(one, old) for one, old in pairs if _is_worse(one, old)]


def _is_worse(now: Row, before: Row) -> bool:
    new, old = now.compared, before.compared
    if now.unit != before.unit or bool(now.ratio) != bool(before.ratio):
        return False
    return new.high < old.low if now.more_is_better else new.low > old.high


def _row_from_json(document: Mapping[str, Any]) -> Row:
    samples = {key: _sample(document[key]) for key in ("theirs", "ratio")}
    aim = document["aim"]
    ours = cast(Sample, _sample(document["ours"]))
    fixed = (document["id"], document["work"], document["unit"])
    return Row(*fixed, ours, document["rival"], **samples, aim=Aim(**aim) if aim else None)


def _sample(document: Mapping[str, Any] | None) -> Sample | None:
    return None if document is None else Sample(**document)


def _curve_from_json(document: Mapping[str, Any]) -> Curve:
    lines = {
        name: {int(count): value for count, value in points.items()}
        for name, points in document["lines"].items()
    }
    return Curve(document["title"], document["unit"], lines)


def _rounded(value: Any) -> Any:
    """Return a JSON value with four significant digits in each number."""
    match value:
        case float():
            return float(f"{value:.4g}")
        case dict():
            return {key: _rounded(one) for key, one in cast("dict[str, Any]", value).items()}
        case list() | tuple():
            return [_rounded(one) for one in cast("list[Any]", value)]
        case _:
            return value
