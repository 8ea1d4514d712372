"""Problems: four parts, comparison by value, and one stable code per kind."""

from __future__ import annotations

import ast
import copy
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import types
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

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
    problem_type,
    problem_types,
    quote_value,
    to_json_value,
)

for module in pkgutil.walk_packages(clientwright.__path__, "clientwright."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)

KINDS = problem_types("clientwright")
CODES = """
codegen            error    edited-by-hand foreign-file interrupted lock-broken lock-missing lock-newer not-generated other-generator stale
evolution          error    catalogue-empty copy-edited copy-in-the-way copy-incomplete copy-of-other-specs copy-stale endpoint-lost entries-disagree not-a-page too-many-gone too-many-retired
evolution          warning  catalogue-goes-on catalogue-incomplete catalogue-unnamed edit-replaced entry-repeated entry-without-document gone-unsure no-longer-offered rule-dropped schema-replaced uncompared unrecorded
evolution          info     not-listed retired-unread version-kept words-dropped words-kept
io                 error    duplicate-key nesting-too-deep not-json not-yaml
lint               error    cancel-answer-hidden constant-collides default-outside end-unclear error-code-unread error-twice fact-missing fact-unused field-clash field-missing header-taken header-value hidden-properties input-not-object missing-status-word model-unnamed name-clash no-valid-input not-a-schema not-portable-pattern operation-clash package-twice path-variable-missing path-variable-twice path-variable-unknown required-names-nothing reserved-name rule-names-nothing status-word-twice status-word-unknown unbounded-pattern unsupported-keyword
lint               warning  idle-keyword lost-rule misplaced-keyword name-chosen never-given nothing-fits package-installed path-part-too-long settles-nothing shared-for-nothing unread-rule words-for-nothing
lint               info     dismissed-nothing fact-by-default fact-uncertain idle-format name-unused never-reached no-english retired rules-not-searched segment-renamed status-words-alike
normalize          error    ambiguous-items bad-shape bad-validation broken-reference old-keyword pages-disagree unknown-type words-disagree
normalize          warning  media-unclear output-open unknown-format unknown-keyword
normalize          info     limits-left-out no-english-page words-replaced
proposals          error    example-refused field-unknown no-endpoint-fits rule-contradicts rule-never-broken rule-repeats rule-too-long rule-unproven rule-unsatisfiable
proposals          warning  value-never-given
sources            error    bad-entry bad-locale bad-version broken-schema calls-disagree entry-without-schema id-contradicts id-unclear input-lacking is-catalogue is-json-lines is-openapi no-id no-sample-call no-schema not-a-catalogue not-an-endpoint-page other-endpoint schema-not-found several-schemas tangled-page title-disagrees two-schemas unknown-host
sources            warning  id-chosen id-spelled-twice locale-doubtful no-output-schema odd-entry other-service sample-unreadable skipped-file
sources            info     locale-unknown output-left-out version-not-pinned
specs              error    bad-model-id id-mismatch not-a-spec unreached unreadable
testing.cassettes  error    broken-cassette missing-cassette stale-cassette stray-cassette unknown-yaml-tag unreadable-call unreadable-recording
testing.cassettes  warning  no-call-of-service not-a-recording nothing-to-check unplayable-endpoint
testing.report     error    baseline-expired baseline-twice baseline-unknown-promise baseline-unneeded baseline-without-reason not-a-baseline
"""
"""Every code, by package and severity. Users name codes in scripts: one that is gone breaks them."""
LOCATION = Location("specs/x.json", "/input/properties/a", 41, 3)
HOSTILE = "a\x1b[31m\u202eb\r\n\x07"


class Teapot(Problem, code="teapot", severity=Severity.WARNING):
    """A problem for these tests."""

    name: str
    FOUND = "{name} is a teapot."
    ADVICE = "Take a kettle."


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


def test_problem_types_are_classes_of_their_modules() -> None:
    """Each kind is listed once, as the class that its module defines."""
    assert problem_types(__name__) == [Teapot]
    assert len(KINDS) > 30
    for kind in KINDS:
        assert getattr(importlib.import_module(kind.__module__), kind.__qualname__) is kind


def test_every_code_is_listed_once() -> None:
    """Each code belongs to one kind, in its package and with its severity, and none has gone."""
    rows = [line.split() for line in CODES.strip().splitlines()]
    listed = [(package, severity, code) for package, severity, *codes in rows for code in codes]
    assert len({code for _, _, code in listed}) == len(listed)
    assert sorted(listed) == sorted((*package_of(kind), kind.code) for kind in KINDS)


def package_of(kind: type[Problem]) -> tuple[str, str]:
    """Return the package of a kind, which must be a row of the package's table, and its severity."""
    _, *package, module = kind.__module__.split(".")
    assert module == "problems" or module.endswith("_problems")
    return ".".join(package), str(kind.severity)


MISTAKES = """\
from clientwright.io.problems import NestingTooDeep
from clientwright.problems import Location, Problem
right = NestingTooDeep(Location("x"), limit=3)
NestingTooDeep(Location("x"))
NestingTooDeep(Location("x"), "3")
NestingTooDeep(Location("x"), 3, most=3)
right.limit = 4
class NoCode(Problem): ...
class Template(Problem, code="x"):
    FOUND = 3
"""


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_check_rows(tmp_path: Path, checker: str) -> None:
    """Both checkers know the values of a row, and refuse a row without a code or a template."""
    root = str(Path(clientwright.__path__[0]).parent)
    (tmp_path / "caller.py").write_text(MISTAKES, "utf-8")
    config = {"extraPaths": [root], "include": ["caller.py"], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    words = {
        "mypy": ("--strict", "--config-file", os.devnull, "--cache-dir", "cache", "caller.py"),
        "pyright": ("--project", str(tmp_path)),
    }
    done = subprocess.run(
        [sys.executable, "-m", checker, *words[checker]],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    found = {int(line) for line in re.findall(r"caller\.py:(\d+)\D.*error", done.stdout)}
    assert found == {4, 5, 6, 7, 8, 10}, done.stdout


def test_rows_need_no_docstrings_at_run_time() -> None:
    """`python -OO`, which drops docstrings, loads every table."""
    tables = ", ".join(sorted({kind.__module__ for kind in KINDS}))
    command = [sys.executable, "-OO", "-B", "-c", f"import {tables}"]
    environment = {**os.environ, "PYTHONPATH": str(Path(clientwright.__path__[0]).parent)}
    assert subprocess.run(command, env=environment, check=False).returncode == 0


def test_no_row_is_lost() -> None:
    """Every class that is written as a problem, in whichever file, is a known kind."""
    root = Path(clientwright.__path__[0])
    texts = (path.read_text("utf-8") for path in root.rglob("*.py"))
    trees = [ast.parse(text) for text in texts if "class" in text and "code" in text]
    written = [
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(one.arg == "code" for one in node.keywords)
    ]
    assert sorted(written) == sorted(kind.__name__ for kind in KINDS)


BAD_ROWS: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("Teapot has the code 'teapot'", {}, {"code": "teapot"}),
    ("{nmae} is none of its values", {"name": "str"}, {"FOUND": "{nmae}{name}"}),
    ("{other} is none of its values", {"name": "str"}, {"ADVICE": "{name:{other}|}"}),
    ("expected '}'", {"name": "str"}, {"FOUND": "{name"}),
    ("{name!x} has an unknown conversion", {"name": "str"}, {"FOUND": "{name!x}"}),
    ("{name!e:20} has a limit", {"name": "str"}, {"FOUND": "{name!e:20}"}),
    ("{name:20} has a limit", {"name": "str"}, {"FOUND": "{name:20}"}),
    ("only items of a tuple are joined", {"name": "str"}, {"FOUND": "{name:, }"}),
    ("only items of a tuple are joined", {"names": "tuple[str, ...]"}, {"FOUND": "{names}"}),
    ("no template shows 'name'", {"name": "str"}, {}),
    ("a template or a method", {}, {"FOUND": ""}),
    ("a template or a method", {}, {"found": lambda self: "x", "FOUND": "x"}),
]


@pytest.mark.parametrize(
    ("message", "values", "changed"), BAD_ROWS, ids=[row[0] for row in BAD_ROWS]
)
def test_bad_rows_fail_when_the_class_is_made(
    message: str, values: dict[str, str], changed: dict[str, Any]
) -> None:
    """A code that is taken, a template that does not fit, and a value that nothing shows are errors."""
    row = {"__annotations__": values, "__doc__": "A row.", "FOUND": "x.", "ADVICE": "y.", **changed}
    code = row.pop("code", "bad-row")
    with pytest.raises(TypeError, match=re.escape(message)):
        types.new_class("Bad", (Problem,), {"code": code}, lambda namespace: namespace.update(row))
    with pytest.raises(KeyError):
        problem_type("bad-row")


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
