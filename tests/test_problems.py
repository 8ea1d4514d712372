"""Problems: four parts, comparison by value, and one stable code per kind."""

from __future__ import annotations

import copy
import importlib
import json
import pkgutil
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, ClassVar, cast

import pytest

import clientwright
from clientwright.errors import ProblemsError
from clientwright.problems import (
    Location,
    Problem,
    Severity,
    distinct_problems,
    escape_unprintable,
    has_errors,
    nearest_name,
    problem_types,
    quote_value,
    to_json_value,
)

for module in pkgutil.walk_packages(clientwright.__path__, "clientwright."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)

KINDS = sorted(
    (kind for kind in problem_types() if kind.__module__.startswith("clientwright.")),
    key=lambda kind: kind.code,
)
LOCATION = Location("specs/x.json", "/input/properties/a", 41, 3)
HOSTILE = "a\x1b[31m\u202eb\r\n\x07"


@dataclass(frozen=True, slots=True)
class Teapot(Problem):
    """A problem for these tests."""

    name: str
    code: ClassVar[str] = "teapot"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"{self.name} is a teapot."

    def advice(self) -> str:
        """Return what to try."""
        return "Take a kettle."


def test_problem_text_has_four_parts() -> None:
    """The text is one line: location, code, what was found, what to try."""
    text = str(Teapot(LOCATION, "a"))
    assert (
        text == "specs/x.json:41 /input/properties/a: warning teapot: a is a teapot. Take a kettle."
    )


def test_problem_as_json_has_values() -> None:
    """as_json contains the four parts and every value, and is valid JSON."""
    text = Teapot(LOCATION, "a").as_json()
    assert json.loads(json.dumps(text)) == {
        "code": "teapot",
        "severity": "warning",
        "file": "specs/x.json",
        "pointer": "/input/properties/a",
        "line": 41,
        "found": "a is a teapot.",
        "try": "Take a kettle.",
        "values": {"name": "a"},
    }


def test_values_become_json() -> None:
    """Locations, tuples and maps inside a problem become strings, lists and objects."""
    assert to_json_value({1: (LOCATION, None, 1.5, True)}) == {
        "1": [str(LOCATION), None, 1.5, True]
    }


def test_problems_compare_by_value() -> None:
    """Two findings of the same thing at the same location are equal."""
    assert Teapot(LOCATION, "a") == Teapot(LOCATION, "a") != Teapot(LOCATION, "b")
    assert len({Teapot(LOCATION, "a"), Teapot(LOCATION, "a")}) == 1


def test_problems_error_shows_every_problem() -> None:
    """The exception keeps all problems and shows one line for each."""
    error = ProblemsError([Teapot(LOCATION, "a"), Teapot(LOCATION, "b")])
    assert str(error).count("\n") == 1
    assert not has_errors(error.problems)


def test_problem_types_are_unique() -> None:
    """Each kind is listed once, as the class that its module defines."""
    assert Counter(kind.__qualname__ for kind in problem_types() if kind.code == "teapot") == {
        "Teapot": 1
    }
    assert Teapot in set(problem_types())
    assert len(KINDS) > 30
    for kind in KINDS:
        assert getattr(importlib.import_module(kind.__module__), kind.__qualname__) is kind


def test_codes_are_unique() -> None:
    """No two kinds share a code, in any package."""
    shared = [code for code, times in Counter(kind.code for kind in KINDS).items() if times > 1]
    assert shared == []


EXAMPLES: dict[str, Any] = {
    "str": "thing", "int": 3, "float": 1.5, "bool": True, "Any": "thing", "object": "thing", "Location": LOCATION,
    "Json": "thing", "tuple[str, ...]": ("thing", "other"), "tuple[Location, ...]": (LOCATION,), "tuple[int, ...]": (1,),
}  # fmt: skip


def example(kind: type[Problem], text: str) -> Problem:
    """Return a problem of a kind with `text` as every string in it."""
    values = {
        f.name: EXAMPLES.get(str(f.type).removesuffix(" | None"), text)
        for f in fields(kind)
        if f.name != "location"
    }
    replaced = {name: text if value == "thing" else value for name, value in values.items()}
    return kind(LOCATION, **replaced)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_messages_are_sentences(kind: type[Problem]) -> None:
    """Every kind has a lower-case code and states what was found and what to try in sentences."""
    problem = example(kind, "thing")
    assert kind.code == kind.code.lower()
    assert " " not in kind.code
    assert problem.found().rstrip("…\"'")[-1] in ".!?:" or "thing" in problem.found()
    assert problem.advice()
    assert str(problem).startswith("specs/x.json:41 ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_messages_contain_no_control_characters(kind: type[Problem]) -> None:
    """No message contains a control or bidirectional character, whatever the document contains."""
    text = str(example(kind, HOSTILE))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_location_text_is_printable() -> None:
    """Unprintable characters in file names and pointers are escaped."""
    assert str(Location(HOSTILE, f"/{HOSTILE}", 1)).isprintable()
    assert str(Location("a.json")) == "a.json"
    assert LOCATION.at("/b") == Location("specs/x.json", "/b")


def test_quoted_values_are_short_and_printable() -> None:
    """Foreign values are quoted and shortened; printable text is unchanged."""
    assert quote_value("é") == "'é'"
    assert len(quote_value("a" * 100)) == 60
    assert quote_value(HOSTILE).isprintable()
    assert escape_unprintable("é 持續") == "é 持續"
    assert escape_unprintable("a\x1bé") == "a\\x1bé"


def test_nearest_name_requires_similarity() -> None:
    """A misspelling finds its name, a dissimilar name finds none."""
    assert nearest_name("flot", ["float", "int"]) == "float"
    assert nearest_name("zzz", ["float", "int"]) == ""
    assert nearest_name("nonsense", ["none", "low"]) == ""
    assert nearest_name("image_uri", ["image_uri", "date"]) == ""


@pytest.mark.parametrize("value", [["a"], {"a": [1]}, "a", None])
def test_distinct_problems_need_no_hash(value: object) -> None:
    """Equal problems are kept once, in order, whatever values they contain."""
    one, other = Teapot(LOCATION, cast(str, value)), Teapot(LOCATION, "other")
    again = Teapot(LOCATION, cast(str, copy.deepcopy(value)))
    assert distinct_problems([one, other, again, other]) == (one, other)
