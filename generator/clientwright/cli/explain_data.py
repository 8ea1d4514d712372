"""An endpoint explained as plain data, for the terminal and for --json."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, cast

from clientwright.cli import prices
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import Rule
from clientwright.schema import describe
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service

_CONFIDENCE_WORDS = {"H": "documented", "M": "from one source", "L": "from third parties only"}


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """A rule as a sentence, and where it was read."""

    kind: str
    sentence: str
    origin: str


@dataclass(frozen=True, slots=True)
class UnreachableBound:
    """A bound that can never be reached while the rules hold."""

    at: str
    keyword: str
    written: int
    reachable: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known about an endpoint; `call` is empty if it is `retired`.

    An entry of `inputs` or `outputs` with an empty path is the whole input or output.
    """

    id: str
    title: str
    description: str
    locale: str
    locales: tuple[str, ...]
    call: str
    retired: bool
    kind: str
    categories: tuple[str, ...]
    price: str
    inputs: tuple[FieldExplanation, ...]
    untold: tuple[str, ...]
    rules: tuple[RuleExplanation, ...]
    unreachable: tuple[UnreachableBound, ...]
    media: tuple[str, ...]
    outputs: tuple[FieldExplanation, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as a JSON document."""
        return asdict(self)


def build_explanation(
    service: Service,
    endpoint: Endpoint,
    form: NormalForm,
    output: NormalForm,
    *,
    call: str,
    locale: str,
) -> Explanation:
    """Return the explanation of an endpoint, from its schemas in normal form."""
    schema = form.schema
    about = Endpoint(endpoint.id, output.schema, words=service.document.get("words", {}))
    output_locale = find_locale(locale, about.words)
    locale = find_locale(locale, endpoint.words)
    return Explanation(
        id=str(endpoint.id),
        title=endpoint.text("", "title", locale),
        description=endpoint.text("", "description", locale),
        locale=locale,
        locales=tuple(sorted(endpoint.words)),
        call="" if endpoint.retired else call,
        retired=endpoint.retired,
        kind=endpoint.listing.kind if endpoint.listing else "",
        categories=endpoint.listing.categories if endpoint.listing else (),
        price=prices.describe_price(endpoint),
        inputs=(
            *_explain_whole(schema),
            *iter_fields(endpoint, schema, locale, written=form.written),
        ),
        untold=undescribed_keywords(schema),
        rules=tuple(map(_explain_rule, endpoint.rules)),
        unreachable=tuple(u for rule in endpoint.rules for u in _unreachable_bounds(rule, schema)),
        media=tuple(_media_advice(service.document["media"], schema)),
        outputs=(
            *_explain_whole(output.schema),
            *iter_fields(about, output.schema, output_locale, written=output.written),
        ),
        notes=endpoint.notes,
    )


def find_locale(wanted: str, known: Collection[str]) -> str:
    """Return the known locale that a language tag means; the tag itself if there is none.

    As in the lookup of RFC 4647, `en-US` means `en` if it is not known itself. If the language is
    only known with a region, as `zh-TW`, and with one only, every tag of the language means that.
    """
    tags = {tag.lower(): tag for tag in sorted(known)}
    subtags = wanted.strip().lower().replace("_", "-").split("-")
    for n in range(len(subtags), 0, -1):
        if found := tags.get("-".join(subtags[:n])):
            return found
    related = [tag for name, tag in tags.items() if name.split("-")[0] == subtags[0]]
    return related[0] if len(related) == 1 else wanted


def _explain_rule(rule: Rule) -> RuleExplanation:
    origin = "" if rule.origin is None else f"{rule.origin.at} ({rule.origin.locale})"
    return RuleExplanation(rule.kind, rule.sentence(), origin)


def _unreachable_bounds(rule: Rule, schema: Schema) -> Iterator[UnreachableBound]:
    for found in rule.implied_bounds(schema):
        yield UnreachableBound(
            found.pointer, found.keyword, found.written, found.reachable, found.arithmetic
        )


def _media_advice(facts: Mapping[str, Any], schema: Schema) -> Iterator[str]:
    """Yield the service's advice on media, with its confidence, if the endpoint takes any."""
    kinds = {
        str(sub[MEDIA_KEYWORD].get("kind", ""))
        for _, sub in walk_schemas(schema)
        if MEDIA_KEYWORD in sub
    }
    if not kinds:
        return
    sure = _CONFIDENCE_WORDS.get(facts.get("sure", ""), "not known for sure")
    yield f"{facts['advice']} ({sure})"
    for kind, most in sorted(facts.get("advised_megabytes", {}).items()):
        if kind in kinds:
            yield f"Advised size: {kind} up to {most} MB. ({sure})"


NOWHERE_ELSE: Mapping[str, tuple[str, ...]] = {}
"""The places of parts that are only where they are."""
_BRANCHING = ("anyOf", "oneOf")
_EACH = "each "
_KIND = {"type", MEDIA_KEYWORD}
"""Keywords by which a branch has a type of its own."""
_UNDESCRIBED_KEYWORDS = tuple(keyword for one in CONSTRAINTS for keyword in one.unsaid)
"""Keywords without a short phrase; they are named, so that nothing is hidden."""


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field: its path, type, bounds and description."""

    path: str
    pointer: str
    type: str
    required: bool
    bounds: tuple[str, ...]
    default: str | None
    description: str


def iter_fields(
    endpoint: Endpoint,
    schema: Mapping[str, Any],
    locale: str,
    *,
    written: Mapping[str, tuple[str, ...]] = NOWHERE_ELSE,
    path: str = "",
    at: str = "",
) -> Iterator[FieldExplanation]:
    """Yield every field of a schema in normal form, each followed by its nested fields.

    `written` has the pointers of the spec that each part of the schema is made from.
    """
    for here, part in _parts(schema, at, _BRANCHING):
        for name, sub in part.get("properties", {}).items():
            inner_path, pointer = (
                f"{path}.{name}" if path else name,
                join_pointer(here, "properties", name),
            )
            inner, required = _schema_keywords(sub), name in part.get("required", ())
            places = (*written.get(pointer, ()), pointer)
            yield _explain_field(endpoint, inner, inner_path, places, locale, required=required)
            yield from iter_fields(
                endpoint, inner, locale, written=written, path=inner_path, at=pointer
            )
        if "items" in part:
            items, inside = _schema_keywords(part["items"]), join_pointer(here, "items")
            yield from iter_fields(
                endpoint, items, locale, written=written, path=f"{path}[]", at=inside
            )


def _explain_whole(schema: Mapping[str, Any]) -> Iterator[FieldExplanation]:
    """Yield the whole input or output, if more is known of it than that it is an object with fields."""
    bounds, kind = tuple(_describe_bounds(schema)), describe.describe_type(schema)
    default = describe.describe_default(schema) if "default" in schema else None
    if bounds or default is not None or (schema and kind != "object"):
        yield FieldExplanation("", "", kind, True, bounds, default, "")


def undescribed_keywords(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keywords of a schema and of its items that have no phrase here."""
    parts = [part for _, part in _parts(schema, "")]
    present = {*chain(*parts, *(_schema_keywords(part.get("items")) for part in parts))}
    return tuple(keyword for keyword in _UNDESCRIBED_KEYWORDS if keyword in present)


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
        for bound in _describe_bounds(_schema_keywords(part["items"])) if "items" in part else ():
            yield f"in each, {bound}" if bound.startswith(_EACH) else f"{_EACH}{bound}"
        for branch in (branch for word in _BRANCHING for branch in part.get(word, ())):
            keywords = _schema_keywords(branch)
            bounds = ", ".join(_describe_bounds(keywords))
            if bounds:
                kind = describe.describe_type(keywords) if keywords.keys() & _KIND else "either"
                yield f"{kind}: {bounds}"


def _parts(
    schema: Mapping[str, Any], at: str, branching: Sequence[str] = ()
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema and, recursively, the members of its `allOf` and other branches, each with its pointer."""
    yield at, schema
    for word in ("allOf", *branching):
        for n, part in enumerate(schema.get(word, ())):
            below = _schema_keywords(part)
            yield from _parts(below, join_pointer(at, word, n), branching)


def _schema_keywords(schema: object) -> dict[str, Any]:
    """Return a schema's keywords; `true`, `false` and None have none."""
    return cast(dict[str, Any], schema) if isinstance(schema, dict) else {}
