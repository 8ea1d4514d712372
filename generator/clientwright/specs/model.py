"""What a spec says, as values: a `Service`, its `Endpoint`s, their words and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientwright.problems import Location
from clientwright.rules.base import Rule
from clientwright.specs.json_text import Schema
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName, attribute_name

Words = Mapping[str, Mapping[str, Mapping[str, str]]]
"""locale -> JSON Pointer in the input schema -> `title` and/or `description`."""


@dataclass(frozen=True, slots=True)
class Service:
    """The facts of `service.json` that every endpoint shares; `facts` is the whole file."""

    document: Mapping[str, Any]
    path: Path = field(compare=False)

    @property
    def name(self) -> str:
        """The service's name: a folder under specs/, and the generated package's name."""
        return str(self.document["name"])

    @property
    def title(self) -> str:
        """The service's name as people write it; the client class is called after it."""
        return str(self.document["title"])

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts under which sample calls name this service's API."""
        return tuple(self.document["hosts"])

    def segment_labels(self, id: ModelId) -> tuple[str, ...]:
        """Give what each segment of an id is called after in Python: a name of a person's, or itself."""
        chosen = self.document.get("names", {})
        ways = ("/".join(id.segments[:n]) for n in range(1, len(id.segments) + 1))
        return tuple(chosen.get(way, way.rpartition("/")[2]) for way in ways)

    @property
    def output(self) -> Schema:
        """The output schema that all endpoints share."""
        return dict(self.document["output"])

    def location(self, pointer: str = "") -> Location:
        """Give a place in the service's file."""
        return Location(str(self.path), pointer)


@dataclass(frozen=True, slots=True)
class RepairNote:
    """A repair as a spec remembers it: its code and where in the input schema it was made."""

    code: str
    at: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What one locale's page said when it was last imported: short hashes of structure and of words."""

    structure: str
    words: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a catalogue says a job costs: dollars for each unit, and what is to be known about it."""

    usd: int | float | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueListing:
    """What the catalogue says of an endpoint beside its schema.

    `entry`, `structure`, `parts` and `words` are short hashes of what it said at the last sync:
    of the whole entry, of its repaired schema, of the schema's parts and of the English words by
    JSON Pointer. A spec of before parts were remembered has none of them.
    """

    entry: str
    structure: str
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    kind: str = ""
    categories: tuple[str, ...] = ()
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model endpoint: its id, schemas, rules and words.

    `input` is real JSON Schema 2020-12 without titles and descriptions; those are in
    `words`. `output` is None where the service's shared output type serves. A `retired`
    endpoint is one that the provider has taken out of the catalogue: kept, but not generated.
    `names` are what properties are called in Python, by JSON Pointer, where their own name will not do.
    """

    id: ModelId
    input: Schema
    output: Schema | None = None
    rules: tuple[Rule, ...] = ()
    words: Words = field(default_factory=dict[str, Mapping[str, Mapping[str, str]]])
    notes: tuple[str, ...] = ()
    repairs: tuple[RepairNote, ...] = ()
    sources: Mapping[str, SourceNote] = field(default_factory=dict[str, SourceNote])
    listing: CatalogueListing | None = None
    retired: bool = False
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    path: Path = field(default=Path("-"), compare=False)

    def location(self, pointer: str = "") -> Location:
        """Give a place in the endpoint's spec file (`/input/...` for the input schema)."""
        return Location(str(self.path), pointer)

    def python_name(self, pointer: str, wire: str) -> PyName:
        """Give what a property is called in Python."""
        return attribute_name(self.names.get(pointer, wire))

    def text(self, pointer: str, key: str, locale: str = "en") -> str:
        """Give a title or description in a locale, else in the first locale that has it, else ''."""
        for name in (locale, *sorted(self.words)):
            text = self.words.get(name, {}).get(pointer, {}).get(key, "")
            if text:
                return text
        return ""


@dataclass(frozen=True, slots=True)
class Specs:
    """A whole specs folder: one service and its endpoints, sorted by id, the retired ones apart."""

    root: Path
    service: Service
    endpoints: tuple[Endpoint, ...]
    retired: tuple[Endpoint, ...] = ()

    @classmethod
    def from_endpoints(cls, root: Path, service: Service, endpoints: Iterable[Endpoint]) -> Specs:
        """Put endpoints in their order, the retired ones apart."""
        found = sorted(endpoints, key=lambda e: e.id)
        live, retired = (tuple(e for e in found if e.retired is gone) for gone in (False, True))
        return cls(root, service, live, retired)
