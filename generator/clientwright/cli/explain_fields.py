"""The fields of an input or output, explained: type, bounds, text, and the choice that each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from clientwright.io.json_pointer import join_pointer
from clientwright.schema import describe
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.keywords.annotations import FLAG_ANNOTATIONS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.normal_form import definition_name
from clientwright.schema.types import declared_types
from clientwright.schema.walk import walk_schemas
from clientwright.schema.wording import show_plain
from clientwright.specs.model import Endpoint

NOWHERE_ELSE: Mapping[str, tuple[str, ...]] = {}
"""The places of parts that are only where they are."""
_BRANCHING = ("anyOf", "oneOf")
_EACH = "each "
_KIND = {"type", MEDIA_KEYWORD}
"""Keywords by which a branch has a type of its own."""
_UNDESCRIBED_KEYWORDS = tuple(keyword for one in CONSTRAINTS for keyword in one.unsaid)
"""Keywords without a short phrase; they are named, so that nothing is hidden."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several objects that the value at a path may be, by what tells it apart."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field: its path, type, bounds and description; `choices` are the objects that it belongs to, outermost first."""

    path: str
    pointer: str
    type: str
    required: bool
    bounds: tuple[str, ...]
    default: str | None
    description: str
    choices: tuple[Choice, ...] = ()


def iter_fields(
    endpoint: Endpoint,
    schema: Mapping[str, Any],
    locale: str,
    *,
    written: Mapping[str, tuple[str, ...]] = NOWHERE_ELSE,
    path: str = "",
    at: str = "",
    choices: tuple[Choice, ...] = (),
) -> Iterator[FieldExplanation]:
    """Yield every field of a schema in normal form, each followed by its nested fields.

    `written` has the pointers of the spec that each part of the schema is made from.
    """
    for here, part, names in _branches(schema, at, written):
        inside = (*choices, *(Choice(path, name) for name in names))
        for name, sub in part.get("properties", {}).items():
            inner_path = f"{path}.{name}" if path else name
            pointer = join_pointer(here, "properties", name)
            inner, required = _schema_keywords(sub), name in part.get("required", ())
            places = (*written.get(pointer, ()), pointer)
            found = _explain_field(endpoint, inner, inner_path, places, locale, required=required)
            yield replace(found, choices=inside)
            yield from iter_fields(
                endpoint,
                inner,
                locale,
                written=written,
                path=inner_path,
                at=pointer,
                choices=inside,
            )
        if "items" in part:
            yield from iter_fields(
                endpoint,
                _schema_keywords(part["items"]),
                locale,
                written=written,
                path=f"{path}[]",
                at=join_pointer(here, "items"),
                choices=inside,
            )


def _branches(
    schema: Mapping[str, Any], at: str, written: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Mapping[str, Any], tuple[str, ...]]]:
    """Yield a schema and, recursively, its branches, each with its pointer and the names of the choices that lead to it."""
    yield at, schema, ()
    for word in ("allOf", *_BRANCHING):
        parts = {
            join_pointer(at, word, n): _schema_keywords(part)
            for n, part in enumerate(schema.get(word, ()))
        }
        names = {} if word == "allOf" else _branch_names(parts, written)
        for here, part in parts.items():
            for below, inner, chosen in _branches(part, here, written):
                yield below, inner, (*names.get(here, ()), *chosen)


def _branch_names(
    branches: Mapping[str, Mapping[str, Any]], written: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return what to call the branches that have fields, if there are several; the others need no name.

    As of the models, a name is that of the definition, or what tells an object apart.
    """
    found: dict[str, tuple[str, ...]] = {}
    with_fields = {at: part for at, part in branches.items() if _has_fields(part)}
    for at, part in with_fields.items() if len(with_fields) > 1 else ():
        others = [other for other in with_fields.values() if other is not part]
        name = definition_name(written.get(at, ())) or _name_apart(part, others)
        found[at] = (name or str([*branches].index(at) + 1),)
    return found


def _has_fields(branch: Mapping[str, Any]) -> bool:
    return any(part.get("properties") for _, part in walk_schemas(branch))


def _name_apart(branch: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> str | None:
    """Return what tells an object from others: the only value of a property, or a property of its own."""
    fields = [_schema_keywords(one.get("properties")) for one in (branch, *others)]
    for name, sub in fields[0].items():
        values = [_schema_keywords(one.get(name)).get("enum") for one in fields]
        if len(_schema_keywords(sub).get("enum", ())) == 1 and values[0] not in values[1:]:
            return f"{name} {show_plain(_schema_keywords(sub)['enum'][0])}"
    own = (name for name in fields[0] if not any(name in other for other in fields[1:]))
    return next((f"with {name}" for name in own), None)


def explain_whole(schema: Mapping[str, Any]) -> Iterator[FieldExplanation]:
    """Yield the whole input or output, if more is known of it than that it is an object with fields."""
    bounds, kind = tuple(_describe_bounds(schema)), describe.describe_type(schema)
    default = describe.describe_default(schema) if "default" in schema else None
    if bounds or default is not None or (schema and kind != "object"):
        yield FieldExplanation("", "", kind, True, bounds, default, "")


def undescribed_keywords(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keywords of a schema and of its items that have no phrase here."""
    outer = [part for _, part in _parts(schema, "")]
    parts = [*outer, *(_schema_keywords(part.get("items")) for part in outer)]
    said = [{keyword for keyword, _ in _sentences(part)} for part in parts]
    present = {
        word
        for part, words in zip(parts, said, strict=True)
        for word in part.keys() - words
        if not _are_branches_told(part, word)
    }
    return tuple(keyword for keyword in _UNDESCRIBED_KEYWORDS if keyword in present)


def _are_branches_told(schema: Mapping[str, Any], word: str) -> bool:
    """Return whether types, bounds and fields say all about the branches: each has a type that no other has."""
    if word not in _BRANCHING:
        return False
    branches = [_schema_keywords(branch) for branch in schema.get(word, ())]
    kinds = [kind for branch in branches for kind in declared_types(branch)]
    return (
        not schema.keys() & _KIND
        and sum(other in schema for other in _BRANCHING) == 1
        and all("type" in branch and not undescribed_keywords(branch) for branch in branches)
        and len(branches) > 0
        and len(kinds) == len(set(kinds))
    )


def _explain_field(
    endpoint: Endpoint,
    schema: dict[str, Any],
    path: str,
    places: Sequence[str],
    locale: str,
    *,
    required: bool,
) -> FieldExplanation:
    texts = (endpoint.text(at, key, locale) for at in places for key in ("description", "title"))
    more = undescribed_keywords(schema)
    return FieldExplanation(
        path=path,
        pointer=places[0],
        type=describe.describe_type(schema),
        required=required,
        bounds=(
            *_describe_bounds(schema),
            *((f"more in the spec ({', '.join(more)})",) if more else ()),
        ),
        default=describe.describe_default(schema) if "default" in schema else None,
        description=next(filter(None, texts), ""),
    )


def _describe_bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the bounds of a field, those of an array's items, and those of each branch."""
    for _, part in _parts(schema, ""):
        yield from describe.describe_bounds(part)
        yield from (sentence for _, sentence in _sentences(part))
        yield from _annotations(part)
        for bound in _describe_bounds(_schema_keywords(part["items"])) if "items" in part else ():
            yield f"in each, {bound}" if bound.startswith(_EACH) else f"{_EACH}{bound}"
        for branch in (branch for word in _BRANCHING for branch in part.get(word, ())):
            keywords = _schema_keywords(branch)
            bounds = ", ".join(_describe_bounds(keywords))
            if bounds:
                kind = describe.describe_type(keywords) if keywords.keys() & _KIND else "either"
                yield f"{kind}: {bounds}"


def _sentences(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield keywords that a sentence can say, each with the sentence."""
    for name, needs in dict(schema.get("dependentRequired", {})).items():
        yield "dependentRequired", f"{name} requires {_listed(needs, 'and')}"
    for word, amount in (("anyOf", "at least one of"), ("oneOf", "exactly one of")):
        branches = [_schema_keywords(branch) for branch in schema.get(word, ())]
        if branches and all(branch.keys() == {"required"} for branch in branches):
            names = ", ".join(_listed(branch["required"], "and") for branch in branches)
            yield word, f"{amount} {names}"
    for pattern, sub in dict(schema.get("patternProperties", {})).items():
        yield "patternProperties", f"fields that match {pattern}: {_in_short(sub)}"
    others = schema.get("additionalProperties")
    if others is not None:
        kind = "other fields" if schema.get("properties") else "fields of any name"
        text = f"no {kind}" if others is False else f"{kind}: {_in_short(others)}"
        yield "additionalProperties", text
    if first := schema.get("prefixItems", ()):
        end = ", and no more" if schema.get("items") is False else ""
        yield "prefixItems", f"the first items: {', then '.join(map(_in_short, first))}{end}"


def _annotations(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a schema says of a value beside which values it takes: its form, and the flags that are set."""
    if MEDIA_KEYWORD not in schema and "format" in schema:
        yield f"in the form {show_plain(schema['format'])}"
    for keyword in ("contentEncoding", "contentMediaType"):
        if keyword in schema:
            yield f"{keyword} {show_plain(schema[keyword])}"
    if "contentSchema" in schema:
        yield "contentSchema in the spec"
    yield from (keyword for keyword in FLAG_ANNOTATIONS if schema.get(keyword) is True)


def _in_short(schema: object) -> str:
    """Return the type and the bounds of a schema in a few words."""
    keywords = _schema_keywords(schema)
    kind = "nothing" if schema is False else describe.describe_type(keywords)
    return " ".join((kind, *(f"({bound})" for bound in _describe_bounds(keywords))))


def _listed(names: Sequence[str], last: str) -> str:
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def _parts(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema and, recursively, the members of its `allOf`, each with its pointer."""
    yield at, schema
    for n, part in enumerate(schema.get("allOf", ())):
        yield from _parts(_schema_keywords(part), join_pointer(at, "allOf", n))


def _schema_keywords(schema: object) -> dict[str, Any]:
    """Return a schema's keywords; `true`, `false` and None have none."""
    return cast(dict[str, Any], schema) if isinstance(schema, dict) else {}
