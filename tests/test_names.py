"""Names: one public class for each name, one module for each file name, one glossary entry for each term."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator" / "clientwright"
GLOSSARY = ROOT / "docs" / "glossary.md"

TWINS = "in generated packages, where clientwright's own class of that name never comes"
SHARED_CLASSES = {
    "Endpoint": TWINS,
    "Rule": TWINS,
    "Service": TWINS,
    **{
        f"{''.join(part.title() for part in path.stem.split('_'))}": TWINS
        for path in (PACKAGE / "runtime" / "rules").glob("*.py")
        if path.stem not in ("__init__", "base", "field_access", "sums")
    },
}
"""Class names that two modules share, each with the reason: the runtime's twins and nothing else."""

RULE_TWIN = "a rule's check as generated packages carry it"
SHARED_MODULES = {
    "problems": "each package's kinds of problems",
    "errors": "exceptions of clientwright and of generated packages",
    "base": RULE_TWIN,
    **{
        path.stem: RULE_TWIN
        for path in (PACKAGE / "runtime" / "rules").glob("*.py")
        if path.stem not in ("__init__", "base", "field_access", "sums")
    },
}
"""Module names that are in two folders or more, each with the reason."""

CODE_OF_TERM = {
    "service": "Service",
    "endpoint": "Endpoint",
    "request": "Request",
    "handle": "JobHandle",
    "phase": "Status",
    "catalogue": "Catalogue",
    "repair": "Repair",
    "rule": "Rule",
    "location": "Location",
    "problem": "Problem",
    "residual schema": "Keywords",
    "lock file": "LockFile",
    "promise": "Promise",
    "target": "Target",
    "trial": "Trial",
    "verdict": "Verdict",
    "finding": "Finding",
    "oracle": "PayloadOracle",
    "violation": "Violation",
    "scenario": "Scenario",
    "baseline": "Baseline",
    "mutant": "SpecMutant",
    "change": "Change",
    "compatibility": "Compatibility",
    "witness": "Witness",
}
"""Terms of the glossary that a class of the program carries."""


@cache
def public_classes() -> tuple[tuple[str, str], ...]:
    """Return the name of every public class at the top of a module, with the module's path."""
    return tuple(_public_classes())


def _public_classes() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, path.relative_to(PACKAGE).as_posix()


def terms() -> dict[str, str]:
    """Return the glossary's terms with their meanings."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", GLOSSARY.read_text("utf-8"), re.MULTILINE)
    return {term: meaning for term, meaning in rows if term not in ("term", "---")}


def shared(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names that are in several places, with the places."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, place in names:
        found[name].append(place)
    return {name: places for name, places in found.items() if len(places) > 1}


def test_public_classes_have_names_of_their_own() -> None:
    """No two public classes share a name, except the runtime's twins; every waiver is still needed."""
    found = shared(public_classes())
    assert found.keys() == SHARED_CLASSES.keys()
    for name, places in found.items():
        assert sum(place.startswith("runtime/") for place in places) == 1, (name, places)
        assert len(places) == 2, (name, places)


def test_modules_have_names_of_their_own() -> None:
    """No module name is in two folders without a reason; every waiver is still needed."""
    modules = (
        (path.stem, path.relative_to(PACKAGE).as_posix())
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.stem not in ("__init__", "__main__")
    )
    assert shared(modules).keys() == SHARED_MODULES.keys()


def test_commands_have_modules_of_their_name() -> None:
    """The module of a command has the command's name."""
    source = (PACKAGE / "cli" / "__init__.py").read_text("utf-8")
    (table,) = re.findall(r"commands_in=\{(.*?)\}", source, re.DOTALL)
    commands = dict(re.findall(r'"([\w-]+)": \(\s*"(\w+)"', table))
    assert len(commands) >= 12
    assert {name: module.rstrip("_") for name, module in commands.items()} == {
        name: name for name in commands
    }


def test_the_glossary_is_sorted_out() -> None:
    """Every term is explained once, in one or two sentences that end."""
    text = GLOSSARY.read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    listed = [term for term in rows if term not in ("term", "---")]
    assert len(listed) == len(set(listed)) > 40
    for term, meaning in terms().items():
        assert meaning[0].isupper(), term
        assert meaning.endswith("."), term
        assert meaning.count(". ") < 2, term


@pytest.mark.parametrize(("term", "name"), CODE_OF_TERM.items())
def test_terms_are_classes(term: str, name: str) -> None:
    """A term that the program has a class for is in the glossary, and the class exists."""
    assert term in terms()
    assert name in {found for found, _ in public_classes()}


def test_the_words_of_the_program_are_in_the_glossary() -> None:
    """Every state of a verdict and every compatibility of a change is in the glossary."""
    from clientwright.evolution.diff import Compatibility
    from clientwright.testing.promises import VerdictState

    text = " ".join(terms().values()) + " ".join(terms())
    assert [word for word in [*VerdictState, *Compatibility] if word not in text] == []
