"""`enum` and `const`: the values that are accepted, one by one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from clientwright.io.json_types import copy_json
from clientwright.schema.constraint import Constraint, SchemaMutation, exact_checks
from clientwright.schema.equality import canonical_json, equals_any
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    Schema,
    drop_mutations,
    replace,
)
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.numbers import floats_to_integers, is_number
from clientwright.schema.protocols import Contradiction, Generator, Refuter, Semantics
from clientwright.schema.types import (
    accepted_types,
    json_type_of,
    listed_values,
    schema_types,
    spell_types,
    without_list,
)
from clientwright.schema.unlisted_values import (
    MISREAD,
    WITH_BLANKS,
    name_values,
    similar_values,
    unlike_values,
)
from clientwright.schema.wording import (
    Wording,
    show_plain,
    show_value,
    show_values,
    values_missing_from,
)

KEYWORDS = ("enum", "const")
_FINITE: dict[str, list[Any]] = {"null": [None], "boolean": [False, True]}
_MOST_DESCRIBED = 12
_MOST_ELSEWHERE = 5
"""How many values of other endpoints are tried: each is a promise of its own."""


def generate(generator: Generator, schema: Schema, at: str) -> Any:
    """Return a listed value that the rest of the schema accepts."""
    return copy_json(generator.choices.pick(generator.valid_listed(schema, at)))


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield values that are not listed: a listed one misread, one of the same form, or a foreign one."""
    for keyword, listed in _listed_by_keyword(schema, semantics):
        for name, way in {**MISREAD, **WITH_BLANKS}.items():
            if fit := [value for value in listed if not equals_any(way(value), listed)]:
                most = len(fit) if name in WITH_BLANKS else None
                yield _fault(keyword, name, listed, fit, _apply_edit(way), most=most)
        fits = partial(_fits_beside, schema, semantics)
        yield from _one_by_one(keyword, "similar", listed, similar_values(listed, fits))
        if not any(isinstance(value, str) or is_number(value) for value in listed):
            yield from _one_by_one(keyword, "unlike", listed, unlike_values(listed, fits))


def violate_elsewhere(
    schema: Schema, semantics: Semantics, values: Sequence[Any]
) -> Iterator[KeywordFault]:
    """Yield those values that are not listed here, though a property of this name takes them elsewhere."""
    for keyword, listed in _listed_by_keyword(schema, semantics):
        unlisted = (value for value in values if not equals_any(value, listed))
        foreign = [value for value in unlisted if _fits_beside(schema, semantics, value)]
        yield from _one_by_one(keyword, "elsewhere", listed, foreign[:_MOST_ELSEWHERE])


def _one_by_one(
    keyword: str, name: str, listed: list[Any], values: Sequence[Any]
) -> Iterator[KeywordFault]:
    """Yield for each value the fault that it stands for a listed one."""
    for label, value in name_values(values).items() if listed else ():
        yield _fault(keyword, f"{name}/{label}", listed, listed, _pick_one([value]), most=1)


def _listed_by_keyword(schema: Schema, semantics: Semantics) -> Iterator[tuple[str, list[Any]]]:
    """Yield each keyword with the values that it lists and the schema accepts."""
    for keyword in (word for word in KEYWORDS if word in schema):
        known = schema["enum"] if keyword == "enum" else [schema["const"]]
        yield keyword, [*filter(partial(semantics.is_valid, without_list(schema, keyword)), known)]


def _fits_beside(schema: Schema, semantics: Semantics, value: Any) -> bool:
    """Return whether the list is all that refuses a value."""
    rest = {word: known for word, known in schema.items() if word not in KEYWORDS}
    return semantics.is_valid(rest, value)


def _fault(
    word: str, name: str, listed: list[Any], fit: list[Any], edit: MakeInvalid, *, most: int | None
) -> KeywordFault:
    """Return a fault that changes one of the values that fit into one that is not listed."""
    values = ", ".join(json.dumps(value, ensure_ascii=False) for value in listed)[:200]
    sentence = f"is one of {values}" if len(listed) > 1 else f"is {values}"
    return KeywordFault(word, f"{word}-{name}", sentence, edit, _pick_one(fit), False, (), most)


def _pick_one(values: list[Any]) -> Callable[[Generator, Any], Any]:
    return lambda generator, _: copy_json(generator.choices.pick(values))


def _apply_edit(way: Callable[[Any], Any]) -> MakeInvalid:
    return lambda generator, valid: way(valid)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare two lists of values, or a list with a schema that has none."""
    if "enum" not in pair.old and "enum" not in pair.new:
        return
    semantics = pair.semantics
    shrinks = _loses_values(pair.old, pair.new, semantics)
    grows = _loses_values(pair.new, pair.old, semantics)
    if not shrinks and not grows:
        return

    def refused_schemas(
        accepting: dict[str, Any], refusing: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        refused = refused_values(accepting, refusing, semantics)
        yield from ({**accepting, "enum": [value]} for value in refused)

    yield pair.keyword_edit(
        "enum",
        refined_edit_kind(pair.edit_kind("enum"), shrinks, grows),
        shrinks=shrinks,
        grows=grows,
        witness_schemas=refused_schemas,
        isolate=lambda accepting, refusing: refusing,
    )


def tell(edit: KeywordEdit, field: str) -> str | None:
    """Tell which values were removed and added, if both sides list theirs, or that they are no longer listed."""
    old, new = edit.old_value, edit.new_value
    if old and new is None and edit.shrinks:
        kinds = " or ".join(schema_types(edit.new))
        return f"{field} must now be of type {kinds}, no longer one of {show_values(old)}."
    removed, added = (
        (values_missing_from(old, new), values_missing_from(new, old)) if old and new else ("", "")
    )
    if removed and added:
        return f"{field} no longer accepts {removed}, but accepts {added} now."
    if removed:
        return f"{field} no longer accepts {removed}."
    return f"{field} also accepts {added} now." if added else None


def countable_values(schema: Schema, semantics: Semantics) -> list[Any] | None:
    """Return the values that a schema accepts, if they can be counted."""
    if "enum" in schema:
        rest = {word: value for word, value in schema.items() if word != "enum"}
        return [value for value in schema["enum"] if semantics.is_valid(rest, value)]
    kinds = accepted_types(schema)
    if kinds <= _FINITE.keys():
        return [value for kind in sorted(kinds) for value in _FINITE[kind]]
    return None


def refused_values(old: Schema, new: Schema, semantics: Semantics) -> list[Any]:
    """Return the values of the old list that the new schema rejects."""
    values, known = countable_values(old, semantics) or [], countable_values(new, semantics)
    if known is not None:
        spelled = set(map(canonical_json, known))
        return [value for value in values if canonical_json(value) not in spelled]
    return [value for value in values if not semantics.is_valid(new, value)]


def _loses_values(old: Schema, new: Schema, semantics: Semantics) -> bool:
    return countable_values(old, semantics) is None or bool(refused_values(old, new, semantics))


def describe(schema: Schema) -> Iterator[str]:
    """Yield the values, of a long list the first."""
    if "const" in schema:
        yield f"only {show_plain(schema['const'])}"
    if "enum" in schema:
        listed = [show_plain(value) for value in schema["enum"]]
        more = f", … ({len(listed)} values)" if len(listed) > _MOST_DESCRIBED else ""
        shown = ", ".join(listed[:_MOST_DESCRIBED])
        yield f"only {listed[0]}" if len(listed) == 1 else f"one of {shown}{more}"


def _must_be_listed(values: Any) -> str:
    if values is None:
        return "take any value"
    return f"be {'one of ' if len(values) > 1 else ''}{show_values(values)}"


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the list dropped, without its last value, and with each text also in the other case."""
    yield from drop_mutations(schema, KEYWORDS)
    listed: list[Any] = schema.get("enum", [])
    folded = [value.swapcase() for value in listed if isinstance(value, str)]
    if set(folded) - set(map(str, listed)):
        yield "enum", "enum-case-folded", replace("enum", [*listed, *folded])
    if len(listed) > 1:
        yield "enum", "enum-shrunk", replace("enum", listed[:-1])


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the values that both list."""
    lists = [listed for side in (one, other) if (listed := listed_values(side)) is not None]
    shared = lists[0] if len(lists) == 1 else [v for v in lists[0] if equals_any(v, lists[1])]
    return {"enum": shared}


_VALUES_OF_TYPE = {"boolean": 2, "null": 1}
"""How many values a type has, of which a schema can list all."""


def normalize(schema: dict[str, Any], semantics: Semantics) -> Any:
    """Turn `const` into `enum`; keep each value once, and only those that the rest of the schema accepts; without any, nothing fits.

    Beside an object or array the rest stays: a closed object refuses more than its keywords say.
    All values of a type are the type: `true` and `false` are spelled as `boolean`.
    """
    if "const" in schema:
        rest = {word: value for word, value in schema.items() if word != "const"}
        known = [schema["const"]]
        if "enum" in rest:
            known = [value for value in known if equals_any(value, rest["enum"])]
        schema = {**rest, "enum": known}
    if "enum" not in schema:
        return schema
    whole = map(floats_to_integers, schema["enum"])
    unique = {canonical_json(value): value for value in whole}
    rest = {word: value for word, value in schema.items() if word != "enum"}
    kept = [value for value in unique.values() if semantics.is_valid(rest, value)]
    if not kept:
        return False
    if any(isinstance(value, (dict, list)) for value in kept):
        return {**schema, "enum": kept, "type": spell_types(map(json_type_of, kept))}
    untouched = {word: v for word, v in rest.items() if semantics.matters_beside_enum(word)}
    kinds = spell_types(map(json_type_of, kept))
    every = len(kept) == sum(
        _VALUES_OF_TYPE.get(kind, math.inf) for kind in set(map(json_type_of, kept))
    )
    return {**untouched, "type": kinds, **({} if every else {"enum": kept})}


def emit(kind: str, schema: Schema) -> Mapping[str, Any] | None:
    """Return a list of texts, which becomes a `Literal`; in one of numbers, 1.0 would not be 1."""
    texts = kind == "string" and all(isinstance(value, str) for value in schema["enum"])
    return {"enum": schema["enum"]} if texts and MEDIA_KEYWORD not in schema else None


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that no listed value of the type fits the other keywords."""
    listed = listed_values(schema)
    if listed is None:
        return None
    of_kind = {**schema, "type": kind}
    if any(refuter.semantics.is_valid(of_kind, value) for value in listed):
        return None
    if not listed:
        return Contradiction(("enum",), "enum lists no value")
    keyword = "const" if "const" in schema else "enum"
    rest = {word: value for word, value in schema.items() if word != keyword}
    broken = refuter.semantics.only_broken(rest, listed[0])
    reason = f"{show_value(listed[0])} breaks {broken[0] if broken else 'other keywords'}"
    start = "the only value" if len(listed) == 1 else "no listed value fits:"
    return Contradiction((keyword,), f"{start} {reason}")


ENUM = Constraint(
    "enum",
    KEYWORDS,
    beside_enum=True,
    accept=exact_checks(*KEYWORDS),
    generate=generate,
    violate=violate,
    violate_elsewhere=violate_elsewhere,
    compare=compare,
    tell=tell,
    describe=describe,
    wording={
        "enum": Wording(_must_be_listed),
        "const": Wording(lambda value: f"be {show_value(value)}"),
    },
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
)
