"""Problems: four parts, values that compare, one stable code for each kind in the whole house."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import pytest

import clientwright
from clientwright.errors import ProblemsError
from clientwright.problems import (
    Location,
    Problem,
    Severity,
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
PLACE = Location("specs/x.json", "/input/properties/a", 41, 3)
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


def test_a_problem_is_told_in_four_parts() -> None:
    """Where, a stable code, what was found, what to try: in one line."""
    told = str(Teapot(PLACE, "a"))
    assert (
        told == "specs/x.json:41 /input/properties/a: warning teapot: a is a teapot. Take a kettle."
    )


def test_a_problem_is_told_to_machines_with_its_values() -> None:
    """as_json holds the four parts and every value, and can be written as JSON."""
    told = Teapot(PLACE, "a").as_json()
    assert json.loads(json.dumps(told)) == {
        "code": "teapot",
        "severity": "warning",
        "file": "specs/x.json",
        "pointer": "/input/properties/a",
        "line": 41,
        "found": "a is a teapot.",
        "try": "Take a kettle.",
        "values": {"name": "a"},
    }


def test_values_become_plain() -> None:
    """Places, tuples and maps inside a problem become text, lists and objects."""
    assert to_json_value({1: (PLACE, None, 1.5, True)}) == {"1": [str(PLACE), None, 1.5, True]}


def test_problems_compare_by_value() -> None:
    """Two findings of the same thing at the same place are equal."""
    assert Teapot(PLACE, "a") == Teapot(PLACE, "a") != Teapot(PLACE, "b")
    assert len({Teapot(PLACE, "a"), Teapot(PLACE, "a")}) == 1


def test_blocked_shows_every_problem() -> None:
    """The exception holds all problems and shows one line for each."""
    blocked = ProblemsError([Teapot(PLACE, "a"), Teapot(PLACE, "b")])
    assert str(blocked).count("\n") == 1
    assert not has_errors(blocked.problems)


def test_every_kind_is_listed_once() -> None:
    """A kind stands in the list once, and is the class that its module has."""
    assert Counter(kind.__qualname__ for kind in problem_types() if kind.code == "teapot") == {
        "Teapot": 1
    }
    assert Teapot in set(problem_types())
    assert len(KINDS) > 30
    for kind in KINDS:
        assert getattr(importlib.import_module(kind.__module__), kind.__qualname__) is kind


def test_a_code_means_one_thing() -> None:
    """No two kinds share a code, in whichever room they are."""
    shared = [code for code, times in Counter(kind.code for kind in KINDS).items() if times > 1]
    assert shared == []


EXAMPLES: dict[str, Any] = {
    "str": "thing", "int": 3, "float": 1.5, "bool": True, "Any": "thing", "object": "thing", "Place": PLACE,
    "Json": "thing", "tuple[str, ...]": ("thing", "other"), "tuple[Place, ...]": (PLACE,), "tuple[int, ...]": (1,),
}  # fmt: skip


def example(kind: type[Problem], text: str) -> Problem:
    """Make a problem of a kind, every text in it the given one."""
    values = {
        f.name: EXAMPLES.get(str(f.type).removesuffix(" | None"), text)
        for f in fields(kind)
        if f.name != "location"
    }
    replaced = {name: text if value == "thing" else value for name, value in values.items()}
    return kind(PLACE, **replaced)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_kind_speaks_in_sentences(kind: type[Problem]) -> None:
    """Every kind has a code in small letters, and says what was found and what to try in whole sentences."""
    problem = example(kind, "thing")
    assert kind.code == kind.code.lower()
    assert " " not in kind.code
    assert problem.found().rstrip("…\"'")[-1] in ".!?:" or "thing" in problem.found()
    assert problem.advice()
    assert str(problem).startswith("specs/x.json:41 ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_no_kind_lets_a_document_move_the_terminal(kind: type[Problem]) -> None:
    """Whatever a document says, the line about it holds no control and no bidirectional character."""
    told = str(example(kind, HOSTILE))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\x07" not in told


def test_a_place_shows_no_control_characters() -> None:
    """File and pointer come from outside: what cannot be printed is escaped."""
    assert str(Location(HOSTILE, f"/{HOSTILE}", 1)).isprintable()
    assert str(Location("a.json")) == "a.json"
    assert PLACE.at("/b") == Location("specs/x.json", "/b")


def test_texts_are_shown_short_and_tame() -> None:
    """Foreign values are quoted and shortened; what is printable stays as it is."""
    assert quote_value("é") == "'é'"
    assert len(quote_value("a" * 100)) == 60
    assert quote_value(HOSTILE).isprintable()
    assert escape_unprintable("é 持續") == "é 持續"
    assert escape_unprintable("a\x1bé") == "a\\x1bé"


def test_the_nearest_name_is_offered_only_when_it_is_near() -> None:
    """A misspelling finds its name, an unlike name finds none."""
    assert nearest_name("flot", ["float", "int"]) == "float"
    assert nearest_name("zzz", ["float", "int"]) == ""
    assert nearest_name("nonsense", ["none", "low"]) == ""
    assert nearest_name("image_uri", ["image_uri", "date"]) == ""
