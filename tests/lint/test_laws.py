"""Laws of lint: it accepts any document, ignores the order of keys, and reports all problems at once."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.io.json_text import parse_json
from clientwright.problems import Location, Problem
from clientwright.schema.keywords import ALL_KEYWORDS
from lint.support import CASES, ID, lint

SPECS = Path(__file__).parents[2] / "specs" / "runcomfy"
KEYS = st.sampled_from(
    sorted(
        {
            *ALL_KEYWORDS,
            "x-media",
            "kind",
            "formats",
            "limits",
            "of",
            "a",
            "a b",
            "a-b",
            "prompt",
            "model_config",
        }
    )
)
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.1, 1e300, 10**400, "object", "array", "string", "integer", "a", "(", "[a-z]", "#/properties/a", "#/$defs/a", "#", "https://json-schema.org/draft-04/schema", "http://json-schema.org/draft-03/schema#", "file:///x"]),
)  # fmt: skip
LOOSE = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
NUMBERS = st.sampled_from([0, 1, 3, 0.1, 0.5, 10**400, 1e300, -1])
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.just({}),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                ["object", "array", "string", "integer", "number", ["null", "string"]]
            ),
            "properties": st.dictionaries(KEYS, inner, max_size=3),
            "required": st.lists(KEYS, max_size=2, unique=True),
            "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "$defs": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "$ref": st.sampled_from(
                ["#/$defs/a", "#/properties/a", "#/default", "#/properties/a/default", "#/gone"]
            ),
            "default": LOOSE,
            "enum": st.lists(LOOSE, min_size=1, max_size=2),
            "multipleOf": st.sampled_from([1, 0.1, 0.5, 1e-320, 10**400]),
            "minimum": NUMBERS,
            "maxLength": st.integers(0, 3),
            "pattern": st.sampled_from(["(", "[a-z]", "a{,3}", "^a$"]),
            "patternProperties": st.dictionaries(st.sampled_from(["(", "^a"]), inner, max_size=2),
            "additionalProperties": inner,
            "uniqueItems": st.booleans(),
            "x-media": LOOSE,
            "$schema": st.sampled_from(
                [
                    "http://json-schema.org/draft-03/schema#",
                    "http://json-schema.org/draft-07/schema",
                ]
            ),
            "$dynamicRef": st.just("#x"),
            "$id": st.sampled_from(["https://example.com/x", "y"]),
            "extends": LOOSE,
            "dependencies": LOOSE,
            "$comment": st.text(max_size=2),
        },
    ),
    max_leaves=6,
)
RULES = st.sampled_from(
    ["$", "$.a", "$..a", "$.a[*]", "$.a[*].b", "$.prompt", "x", "$['a b']"]
).flatmap(
    lambda one: st.sampled_from(["$.a", "$", "$.b[*]", "$.prompt"]).map(
        lambda two: {"kind": "sum-equals", "addends": one, "total": two}
    )
)
POINTERS = st.sampled_from(
    ["", "/", "/properties/a", "/properties", "/anyOf/0", "/anyOf/01", "/required/-", "x"]
)
WORDS = st.dictionaries(
    st.sampled_from(["en", "ja", "!"]),
    st.dictionaries(
        POINTERS,
        st.dictionaries(st.sampled_from(["title", "description"]), st.text(max_size=5), max_size=2),
        max_size=2,
    ),
    max_size=2,
)
NEARLY_SPECS = st.fixed_dictionaries(
    {
        "id": st.just(ID),
        "input": SCHEMAS.map(lambda s: {"type": "object", **s} if isinstance(s, dict) else s),
    },
    optional={
        "rules": st.lists(RULES, max_size=2),
        "words": WORDS,
        "output": SCHEMAS,
        "notes": LOOSE,
    },
)


def linted(document: Any) -> list[dict[str, Any]]:
    """Lint a document in a temporary folder; return its problems as JSON, without the folder's path."""
    with TemporaryDirectory() as folder:
        found = [{**problem.as_json(), "file": ""} for problem in lint(Path(folder), document)]
        problems: list[dict[str, Any]] = json.loads(json.dumps(found).replace(folder, ""))
        return problems


@settings(max_examples=60)
@given(LOOSE | st.dictionaries(st.sampled_from(["id", "input", "rules", "words"]), LOOSE))
def test_any_json_yields_problems_not_exceptions(document: Any) -> None:
    """Any JSON in place of a spec is reported as a problem."""
    assert linted(document)


@settings(max_examples=250)
@given(NEARLY_SPECS)
def test_any_schema_is_checked_without_an_exception(document: Any) -> None:
    """Whatever input, rules and words contain, lint finishes and every problem is complete."""
    for problem in linted(document):
        assert problem["code"]
        assert problem["found"]
        assert problem["line"] > 0


def shuffled(value: Any, seed: int) -> Any:
    """Return a document with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = Random(seed).sample(sorted(value), len(value))
        return {key: shuffled(value[key], seed) for key in keys}
    return [shuffled(item, seed) for item in value] if isinstance(value, list) else value


def without_lines(found: list[dict[str, Any]]) -> list[str]:
    """Return problems sorted, without lines, which depend on the layout of the file."""
    return sorted(json.dumps({**problem, "line": 0}, sort_keys=True) for problem in found)


DOCUMENTS = [json.loads(path.read_text("utf-8")) for path in sorted(SPECS.rglob("*-to-video.json"))]
for case in sorted(CASES.iterdir()):
    if case.name.partition("--")[0] not in (
        "not-json",
        "duplicate-key",
        "nesting-too-deep",
        "unreadable",
    ):
        DOCUMENTS.append(parse_json((case / "spec.json").read_text("utf-8"), Location("-")))


@settings(max_examples=60)
@given(st.sampled_from(DOCUMENTS), st.integers(0, 9))
def test_key_order_does_not_matter(document: Any, seed: int) -> None:
    """Reordering the keys of a spec changes none of its problems."""
    assert without_lines(linted(shuffled(document, seed))) == without_lines(linted(document))


def test_problems_of_all_files_are_reported_in_order(tmp_path: Path) -> None:
    """One run reports every problem of every file, sorted by file and line."""
    for name in ("one", "two"):
        path = tmp_path / "runcomfy" / "maker" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(
                {"id": f"maker/{name}", "input": {"type": "object", "required": ["x"]}, "more": 1},
                indent=1,
            ),
            "utf-8",
        )
    found: tuple[Problem, ...] = lint(
        tmp_path, {"id": ID, "input": {"type": "array", "minLength": 1, "nonsense": 1}}
    )
    assert {p.code for p in found} == {
        "not-a-spec",
        "input-not-object",
        "idle-keyword",
        "misplaced-keyword",
    }
    assert [p.location for p in found] == sorted(p.location for p in found)


@pytest.mark.parametrize("path", sorted(SPECS.rglob("*-to-video.json")), ids=lambda path: path.stem)
def test_repository_specs_have_no_errors(path: Path) -> None:
    """The documented endpoints have no problem but the unreachable bound."""
    from clientwright.lint.lint_folder import lint_folder

    found = [problem for problem in lint_folder(SPECS.parent) if problem.location.file == str(path)]
    assert {problem.code for problem in found} <= {"never-reached"}
