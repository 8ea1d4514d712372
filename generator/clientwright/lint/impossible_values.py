"""Check that values exist: no keywords contradict each other, and none is where it has no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.io.json_pointer import has_pointer, join_pointer, split_pointer
from clientwright.io.json_types import Schema
from clientwright.lint import schema_validity
from clientwright.lint.input_shape import check_required
from clientwright.lint.problems import IdleFormat, MisplacedKeyword, NothingFits, NoValidInput
from clientwright.problems import Location, Problem, nearest_name, quote_value
from clientwright.schema.contradictions import Impossible, find_impossible
from clientwright.schema.keywords.formats import FORMAT_NAMES, OPENAPI_FORMATS
from clientwright.schema.types import APPLIES_TO_TYPES, accepted_types
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Specs

LocationOf = Callable[[str], Location]


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Check that some value fits the input and the output, each of their fields, items and branches."""
    found = [*_check_schema(endpoint.location, "input", endpoint.input)]
    unknown = {problem.location for problem in check_required(endpoint)} if found else ()
    yield from (problem for problem in found if problem.location not in unknown)
    if endpoint.output is not None:
        yield from _check_schema(endpoint.location, "output", endpoint.output)


def check_service(specs: Specs) -> Iterator[Problem]:
    """Check that some value fits the output that all endpoints share, if it is a schema."""
    if not any(schema_validity.check_service(specs)):
        yield from _check_schema(specs.service.location, "output", specs.service.output)


def _check_schema(at: LocationOf, name: str, schema: Schema) -> Iterator[Problem]:
    known = set[tuple[Location, str]]()
    for one in sorted(find_impossible(schema), key=lambda one: one.lost != ()):
        location, reason = at(f"/{name}{_pointer(one, schema)}"), one.contradiction.reason
        if (location, reason) not in known:
            known.add((location, reason))
            if one.lost:
                yield NothingFits(location, _lost_part(one), reason)
            else:
                yield NoValidInput(location, reason, name)


_OF_PROPERTIES = frozenset(
    "required minProperties maxProperties propertyNames dependentRequired dependentSchemas".split()
)


def check_values(endpoint: Endpoint) -> Iterator[Problem]:
    """Do the same where a part of the schema is unknown, so that an object may have any properties."""
    for problem in check(endpoint):
        if not _OF_PROPERTIES & {*split_pointer(problem.location.pointer)}:
            yield problem


def _pointer(one: Impossible, schema: Schema) -> str:
    """Return the pointer of the keyword, where the document has it."""
    places = [at + join_pointer("", *one.contradiction.steps) for at in one.written]
    return next((at for at in places if has_pointer(schema, at)), (*one.written, "")[0])


def _lost_part(one: Impossible) -> str:
    """Return what nobody can give because of a contradiction."""
    if one.kind:
        return f"no {one.kind} can be given here"
    *above, last = one.lost
    if last == "items":
        return "the array can have no such items"
    if isinstance(last, int):
        word = above[-1]
        return (
            f"item {last} can never be given"
            if word == "prefixItems"
            else f"no value can fit this branch of {word}"
        )
    return (
        f"{quote_value(last)} can never be given"
        if above[-1:] == ["properties"]
        else f"nothing can be given that {last} is about"
    )


def check_effect(endpoint: Endpoint) -> Iterator[Problem]:
    """Check that each keyword applies to a type that its schema accepts, and that formats are known."""
    for pointer, schema in walk_schemas(endpoint.input, "/input"):
        kinds = accepted_types(schema)
        for keyword in schema if "type" in schema else ():
            if not APPLIES_TO_TYPES.get(keyword, kinds) & kinds:
                at = endpoint.location(join_pointer(pointer, keyword))
                of = sorted(APPLIES_TO_TYPES[keyword] - {"integer"})
                yield MisplacedKeyword(at, keyword, of[0], tuple(sorted(kinds)))
        name = schema.get("format")
        if name is not None and name not in FORMAT_NAMES | OPENAPI_FORMATS:
            at = endpoint.location(join_pointer(pointer, "format"))
            yield IdleFormat(at, name, nearest_name(name, FORMAT_NAMES))
