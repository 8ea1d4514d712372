"""A type is spelled from its form as the model generator spells it directly, whatever else is spelled with it."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from clientwright.codegen import type_spelling
from clientwright.codegen.code import Code, UnsafeCode
from clientwright.codegen.type_forms import TypeForm
from clientwright.codegen.type_spelling import (
    field_annotations,
    learn_spellings,
    remembering,
    spell_types,
)
from clientwright.io import cache

NUMBERS = st.one_of(
    st.integers(-5, 5),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from((0.5, -0.5, 3.0, -3.0, 1e-7, 1e15, 1e22, 1e300, 10**15, 10**15 - 1, 2**53 + 1)),
    st.sampled_from(
        (100_000, 100_001, -100_001, 100_000.5, 100_001.0)  # as those that stand for others
    ),
)
SIZES = st.integers(0, 10**16) | st.sampled_from([100_000, 100_001])
ALIASES = st.sampled_from(["Text", "Integer", "ImageUrl", "Type0", "Integer0", "Field", "list"])
MODELS = st.sampled_from(["Item", "Model0", "Model1", "Outermost", "Any"])


def bounded(kind: str, alias: str | None, bounds: dict[str, Any]) -> dict[str, Any]:
    """Return a scalar's schema, as the registry of types makes it."""
    return {"type": kind, **({"customTypePath": f"types.{alias}"} if alias else {}), **bounds}


NUMERIC = st.builds(
    bounded,
    st.sampled_from(["integer", "number"]),
    ALIASES,
    st.dictionaries(
        st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), NUMBERS
    ),
)
TEXTS = st.builds(
    bounded,
    st.just("string"),
    ALIASES,
    st.dictionaries(st.sampled_from(["minLength", "maxLength"]), SIZES),
)
PLAIN = st.one_of(
    st.builds(
        bounded, st.sampled_from(["string", "integer", "number", "boolean"]), st.none(), st.just({})
    ),
    ALIASES.map(lambda name: {"customTypePath": f"types.{name}"}),
    MODELS.map(lambda name: {"$ref": f"#/$defs/{name}"}),
    st.just({"type": "object", "additionalProperties": True}),
)
TYPES = st.recursive(
    NUMERIC | TEXTS | PLAIN,
    lambda inner: st.one_of(
        st.builds(
            lambda items, bounds: {"type": "array", "items": items, **bounds},
            inner,
            st.dictionaries(st.sampled_from(["minItems", "maxItems"]), SIZES),
        ),
        inner.map(lambda values: {"type": "object", "additionalProperties": values}),
        st.lists(inner | st.just({"type": "null"}), min_size=1, max_size=3).map(
            lambda members: {"anyOf": members}
        ),
    ),
    max_leaves=4,
)
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def nothing_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the spellings that other tests have learned, and those of this one."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(type_spelling, "_SPELLED", {})


def spell(type_schemas: list[dict[str, Any]]) -> list[Code]:
    """Return the annotations of types."""
    return spell_types([*map(TypeForm.of, type_schemas)])


def spelled_directly(type_schema: dict[str, Any]) -> str | None:
    """Return how the generator spells one type with its own numbers; names are put in afterwards, None if it cannot."""
    names: dict[str, str] = {}

    def stand_in(given: Any) -> Any:
        if isinstance(given, list):
            return [stand_in(one) for one in given]
        if not isinstance(given, dict):
            return given
        return {key: name(key, one) for key, one in given.items()}

    def name(key: str, value: Any) -> Any:
        if key not in ("$ref", "customTypePath"):
            return stand_in(value)
        kind, start = ("Model", "#/$defs/") if key == "$ref" else ("Type", "types.")
        return start + names.setdefault(value.removeprefix(start), f"{kind}Given{len(names)}")

    given = stand_in(type_schema)
    model = {"type": "object", "properties": {"field": {"type": "integer"}}}
    models = {one: model for one in names.values() if one.startswith("Model")}
    outer = {"type": "object", "properties": {"field_0": given}, "required": ["field_0"]}
    schema = {"$defs": {**models, "Planned": outer}, "$ref": "#/$defs/Planned"}
    found = field_annotations(json.dumps(schema), "Planned")
    if found.keys() != {*models, "Planned"}:
        return None
    tree = found["Planned"]["field_0"]
    meant = {placeholder: real for real, placeholder in names.items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = meant.get(node.id, node.id)
    return ast.unparse(tree)


@SLOW
@given(TYPES)
@example({"type": "integer", "customTypePath": "types.A", "minimum": 100_000, "maximum": 100_000})
@example({"type": "number", "customTypePath": "types.A", "minimum": -0.0, "maximum": 1e16})
@example(
    {"anyOf": [bounded("integer", "A", {"minimum": 2}), bounded("integer", "A", {"minimum": 2})]}
)
@example(
    {"anyOf": [bounded("integer", "A", {"minimum": 2}), bounded("integer", "A", {"minimum": 3})]}
)
@example(
    {"anyOf": [bounded("number", "A", {"minimum": 2}), bounded("number", "A", {"minimum": 2.0})]}
)
def test_a_form_is_spelled_as_the_type_itself(type_schema: dict[str, Any]) -> None:
    """Names and numbers put into the spelling of a form give what the generator says of the type."""
    directly = spelled_directly(type_schema)
    if directly is None:
        with pytest.raises(UnsafeCode):
            spell([type_schema])
    else:
        assert spell([type_schema]) == [directly]


@settings(SLOW, max_examples=15)
@given(st.lists(TYPES, min_size=2, max_size=6))
def test_a_type_is_spelled_alike_alone_and_among_others(type_schemas: list[dict[str, Any]]) -> None:
    """Types spelled in one run, or from the cache, have the annotations that each has alone."""
    assume(all(spelled_directly(one) is not None for one in type_schemas))
    type_spelling._SPELLED.clear()
    together = spell(type_schemas)
    type_spelling._SPELLED.clear()
    from_cache = spell(type_schemas)
    type_spelling._SPELLED.clear()
    alone = [spell([one])[0] for one in type_schemas]
    assert together == from_cache == alone


COUNT = bounded("integer", "Integer", {"minimum": 2, "maximum": 9})


def forbid_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run of the generator fail."""

    def fail(*_: object) -> Any:
        raise AssertionError("the generator was run")

    monkeypatch.setattr(type_spelling, "field_annotations", fail)


def test_other_numbers_and_names_need_no_further_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that is known is spelled for any names and numbers without the generator, also in another process."""
    spell([COUNT])
    type_spelling._SPELLED.clear()
    forbid_generator(monkeypatch)
    other = bounded("integer", "Whole", {"minimum": 7, "maximum": 700})
    assert spell([other]) == ["Annotated[Whole, Field(ge=7, le=700)]"]


def poison(path: Path, value: object) -> None:
    """Put a value into a cache in the place of each one, as if it had been kept so."""
    document = json.loads(path.read_text("utf-8"))
    document["known"] = {key: [cache._seal(key, value), value] for key in document["known"]}
    path.write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize(
    "value",
    [
        7,
        None,
        [],
        "Type0",
        "Type9",
        "int",
        "Annotated[Type0, Field(ge=Integer7)]",
        "Annotated[Type0, Field(ge=Integer1)]",
        "Annotated[Type0, Field(ge=Integer2, le=Integer1)]",
        "Annotated[Type0, Field(ge=Integer1, le=Integer2, gt=Integer1)]",
        "Annotated[Type0, print(ge=Integer1, le=Integer2)]",
        "Annotated[Type0, Field(ge=Integer1, le=Integer2)] or print()",
    ],
)
def test_spellings_that_cannot_be_are_asked_again(tmp_path: Path, value: object) -> None:
    """A value of the cache that is not what the form says is not used."""
    right = spell([COUNT])
    poison(tmp_path / "cache/spelled.json", value)
    type_spelling._SPELLED.clear()
    assert spell([COUNT]) == right


def test_what_is_not_believed_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cache is not believed, the generator is asked in this process, though the form is remembered."""
    right = spell([COUNT])
    monkeypatch.setattr(type_spelling, "_GENERATED", {})
    with remembering(believed=False):
        assert spell([COUNT]) == right
    monkeypatch.setattr(type_spelling, "_GENERATED", {})
    forbid_generator(monkeypatch)
    assert spell([COUNT]) == right
    with remembering(believed=False), pytest.raises(AssertionError, match="was run"):
        spell([COUNT])


@settings(SLOW, max_examples=30)
@given(TYPES)
def test_the_plain_spelling_is_the_generators_but_for_the_unusual(
    type_schema: dict[str, Any],
) -> None:
    """What a form says is what the generator gives, unless that has only nulls."""
    spelled = spelled_directly(type_schema)
    assume(spelled is not None and "null" not in json.dumps(type_schema))
    form = TypeForm.of(type_schema)
    assert form.fill(form.plain_spelling()) == spelled


def test_a_name_that_the_generator_makes_up_is_an_error() -> None:
    """A type that is spelled by an alias of the generator's own has no spelling."""
    values = {"type": "object", "additionalProperties": bounded("string", "A", {"minLength": 2})}
    with pytest.raises(UnsafeCode):
        spell([values])


def test_a_type_without_spelling_stops_only_those_who_need_it() -> None:
    """What cannot be spelled is an error where it is asked for, and the types learned with it are spelled."""
    values = {"anyOf": [bounded("number", "A", {"minimum": 3.5}), {"type": "null"}]}
    nameless = {"anyOf": [COUNT, {"type": "object", "additionalProperties": values}]}
    assert spelled_directly(nameless) is None
    learn_spellings(map(TypeForm.of, [COUNT, nameless]))
    assert spell([COUNT]) == ["Annotated[Integer, Field(ge=2, le=9)]"]
    with pytest.raises(UnsafeCode):
        spell([COUNT, nameless])
