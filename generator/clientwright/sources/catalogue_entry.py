"""One entry of a catalogue: what it documents about an endpoint, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_text import depth_of
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.schema.numbers import is_number
from clientwright.sources.documents import Document, JsonBlock, RawEndpoint
from clientwright.sources.problems import BadEntry, EntryWithoutSchema, OddEntry
from clientwright.specs.model import Price
from clientwright.specs.model_ids import ModelId, check_model_id
from clientwright.specs.problems import BadModelId

CATALOGUE_LOCALE = "en"
"""The language of a catalogue."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An entry as written, and its location; `problems` if it is not strict JSON."""

    value: Any
    location: Location
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The model id of the entry, "" if it has none."""
        model_id = self.value.get("model_id") if is_dict(self.value) else None
        return model_id if isinstance(model_id, str) else ""

    @property
    def id_location(self) -> Location:
        """The location of its id."""
        return self.location_of("model_id")

    @property
    def is_retired(self) -> bool:
        """Whether the entry says that its endpoint is no longer offered."""
        return False

    def parse(self) -> ParsedEntry | tuple[Problem, ...]:
        """Parse the entry, or return every problem that makes it unusable."""
        return parse_entry(self)

    @property
    def has_valid_id(self) -> bool:
        """Return whether the id is usable, whatever else is wrong with the entry."""
        return isinstance(check_model_id(self.name, self.location), ModelId)

    def location_of(self, *tokens: str) -> Location:
        """Return a location inside the entry."""
        return self.location.at(join_pointer(self.location.pointer, *tokens))


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A readable entry: the endpoint's schema, texts, categories and price."""

    raw: RawEndpoint
    name: str = ""
    description: str = ""
    kind: str = ""
    categories: tuple[str, ...] = ()
    price: Price | None = None


class _EntrySchema(JsonBlock):
    """A schema inside a catalogue: its locations have pointers; lines are looked up when shown."""

    def locate(self, pointer: str) -> Location:
        """Return the location of a pointer in the schema."""
        return Location(self.document.file, self.document.text + pointer)


def parse_entry(entry: CatalogueEntry) -> ParsedEntry | tuple[Problem, ...]:
    """Parse an entry, or return every problem that makes it unusable."""
    if entry.problems:
        return entry.problems
    errors = tuple(_entry_errors(entry))
    if errors:
        return errors
    value: Mapping[str, Any] = entry.value
    location = entry.location_of("input_schema")
    warnings = tuple(_entry_warnings(entry))
    block = _EntrySchema(value["input_schema"], Document(location.file, location.pointer), {})
    raw = RawEndpoint(
        ModelId(entry.name),
        CATALOGUE_LOCALE,
        value["input_schema"],
        location=location,
        problems=warnings,
        input_block=block,
    )
    return ParsedEntry(
        raw,
        name=_text(value.get("display_name")),
        description=_text(value.get("description")),
        kind=_text(value.get("kind")),
        categories=_categories(value.get("categories")),
        price=_price(value),
    )


def _entry_errors(entry: CatalogueEntry) -> Iterator[Problem]:
    if not is_dict(entry.value) or not entry.name:
        yield BadEntry(
            entry.location,
            "it has no `model_id`" if is_dict(entry.value) else "it is not an object",
        )
        return
    checked = check_model_id(entry.name, entry.location_of("model_id"))
    if isinstance(checked, BadModelId):
        yield checked
    schema = entry.value.get("input_schema")
    if schema is None:
        yield EntryWithoutSchema(entry.location)
    elif not is_dict(schema) or "properties" not in schema:
        yield BadEntry(
            entry.location_of("input_schema"),
            "its `input_schema` is not an object with `properties`",
        )


def _entry_warnings(entry: CatalogueEntry) -> Iterator[Problem]:
    """Yield fields of the wrong type; they are left out, and no constraint is lost."""
    for key, fits in _FIELD_CHECKS.items():
        value = entry.value.get(key)
        if value is not None and not fits(value):
            yield OddEntry(
                entry.location_of(key), key, value if depth_of(value) < 3 else type(value).__name__
            )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return is_list(value) and all(map(_is_text, value))


def _is_price(value: Any) -> bool:
    return is_number(value) and value >= 0


_FIELD_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(
        ("display_name", "description", "kind", "price_unit", "pricing_note"), _is_text
    ),
    "categories": _are_texts,
    "base_price_usd": _is_price,
}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _categories(found: Any) -> tuple[str, ...]:
    return tuple(sorted({text.strip() for text in found} - {""})) if _are_texts(found) else ()


def _price(value: Mapping[str, Any]) -> Price | None:
    usd = value.get("base_price_usd")
    price = Price(
        usd if _is_price(usd) else None,
        _text(value.get("price_unit")),
        _text(value.get("pricing_note")),
    )
    return None if price == Price() else price
