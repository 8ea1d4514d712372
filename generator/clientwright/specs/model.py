"""The contents of specs as values: a `Service`, its `Endpoint`s, their texts and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.problems import Location
from clientwright.rules.base import QuotedSentence, Rule
from clientwright.rules.shared_rules import SharedRule, add_shared_rules, own_rules
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName, attribute_name
from clientwright.specs.wire_facts import WireFacts

Words = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Locale -> JSON Pointer in the schema -> `title` and/or `description`."""

NOT_BEGUN: Sequence[Mapping[str, Any]] = ({"http": 429},)
"""The answers to a submit after which it may be repeated, where a service's file does not list them."""


UNDETERMINED = "und"
"""The locale of texts whose language is not known, as in BCP 47; further ones are `und-page2` and so on."""


def is_undetermined(locale: str) -> bool:
    """Return whether a locale says that the language is not known."""
    return locale.partition("-")[0] == UNDETERMINED


@dataclass(frozen=True)
class Service:
    """What all endpoints of a service share; `document` is the content of `service.json`, which stays as it is."""

    document: Mapping[str, Any]
    path: Path = field(compare=False)

    @property
    def name(self) -> str:
        """The service's name: its folder under specs/."""
        return str(self.document["name"])

    @property
    def package(self) -> str:
        """The Python name of the generated package; the service's name, unless its file says another."""
        return str(self.document.get("package", self.name))

    @cached_property
    def wire(self) -> WireFacts:
        """The shape of the service's calls and answers."""
        return WireFacts.from_document(self.document)

    @property
    def title(self) -> str:
        """The service's display name; the client class is named after it."""
        return str(self.document["title"])

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts by which sample calls address this service's API."""
        return tuple(self.document["hosts"])

    @property
    def undeclared_json(self) -> str:
        """What becomes of JSON that is not declared as such: "accepted", "refused", or "" if that is open."""
        return str(self.document["operations"]["submit"].get("undeclared_json", ""))

    def segment_labels(self, id: ModelId) -> tuple[str, ...]:
        """Return the Python label of each segment of an id: one chosen in `names`, or the segment itself."""
        chosen = self.document.get("names", {})
        prefixes = ("/".join(id.segments[:n]) for n in range(1, len(id.segments) + 1))
        return tuple(chosen.get(prefix, prefix.rpartition("/")[2]) for prefix in prefixes)

    @property
    def shared_rules(self) -> tuple[SharedRule, ...]:
        """The rules that are written once for several endpoints."""
        listed = enumerate(self.document.get("rules", ()))
        return tuple(SharedRule.from_json(one, self.location(f"/rules/{n}")) for n, one in listed)

    @property
    def output(self) -> Schema:
        """The output schema that all endpoints share."""
        return dict(self.document["output"])

    @property
    def undocumented_outputs(self) -> frozenset[str]:
        """The fields of the shared output that pages leave out where they document it."""
        return frozenset(self.document.get("undocumented_outputs", ()))

    def output_of(self, own: Schema | None) -> Schema:
        """Return the output schema of an endpoint: its own, also one without keywords, or the shared one."""
        return self.output if own is None else own

    def location(self, pointer: str = "") -> Location:
        """Return a location in the service's file."""
        return Location(str(self.path), pointer)


@dataclass(frozen=True, slots=True)
class RepairNote:
    """A repair as recorded in a spec: its code and its pointer in the input schema."""

    code: str
    at: str


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A sentence that sounds like a rule and is none, and a person's reason."""

    quoted: QuotedSentence
    reason: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Short hashes of one locale's page at its last import: its structure and its texts.

    `output_words` is that of the texts of its own output; "" if it has none.
    """

    structure: str
    words: str
    output_words: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What a job costs according to a catalogue: dollars per unit, and a note."""

    usd: int | float | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueListing:
    """What the catalogue states about an endpoint beside its schema.

    `entry`, `structure`, `parts` and `words` are short hashes from the last sync: of the whole
    entry, of its repaired schema, and, by JSON Pointer, of the schema's parts and of the English
    texts. Older specs have no `parts`. Where the catalogue states outputs and versions, `output` and
    `output_words` are such hashes of the output, and `version` is the version that it stated.
    """

    entry: str
    structure: str
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    kind: str = ""
    categories: tuple[str, ...] = ()
    price: Price | None = None
    version: str = ""
    output: str = ""
    output_words: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model endpoint: its id, schemas, rules and texts.

    `input` is JSON Schema 2020-12 without titles and descriptions; those are in `words`.
    `output` is None if the service's shared output schema applies; else its texts are in
    `output_words`, by their pointers in it. `rules` has its own rules, then
    those that its service's file states for several endpoints. A `retired` endpoint is no
    longer in the provider's catalogue: it is kept, but not generated. `names` maps JSON Pointers
    of properties to Python names, where the property's own name is not suitable. `version` is the
    version of the model that jobs run, for services whose calls name one; "" where they name none.
    """

    id: ModelId
    input: Schema
    output: Schema | None = None
    rules: tuple[Rule, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()
    words: Words = field(default_factory=dict[str, Mapping[str, Mapping[str, str]]])
    notes: tuple[str, ...] = ()
    repairs: tuple[RepairNote, ...] = ()
    sources: Mapping[str, SourceNote] = field(default_factory=dict[str, SourceNote])
    listing: CatalogueListing | None = None
    retired: bool = False
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    output_words: Words = field(default_factory=dict[str, Mapping[str, Mapping[str, str]]])
    version: str = ""
    path: Path = field(default=Path("-"), compare=False)

    def location(self, pointer: str = "") -> Location:
        """Return a location in the endpoint's spec file (`/input/...` for the input schema)."""
        return Location(str(self.path), pointer)

    @property
    def called_as(self) -> str:
        """What a call names the model: its id, followed by a colon and the version if it has one."""
        return f"{self.id}:{self.version}" if self.version else str(self.id)

    @property
    def own_rules(self) -> tuple[Rule, ...]:
        """The rules that its spec states itself."""
        return own_rules(self.rules)

    @property
    def settled(self) -> frozenset[QuotedSentence]:
        """The sentences that are dismissed, or that a person's rule stands for."""
        dismissed = (one.quoted for one in self.dismissed)
        return frozenset((*dismissed, *(one for rule in self.rules for one in rule.settles)))

    def python_name(self, pointer: str, wire: str) -> PyName:
        """Return the Python name of a property."""
        return attribute_name(self.names.get(pointer, wire))

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales of the texts: English, the others in order, then undetermined ones (`und`)."""
        return sorted_locales(self.words)

    def text(self, pointer: str, key: str, locale: str = "en") -> str:
        """Return a title or description in `locale`, else in English, else in the first locale that has it, else ""."""
        return find_text(self.words, pointer, key, locale)


def find_text(words: Words, pointer: str, key: str, locale: str) -> str:
    """Return a title or description in `locale`, else in English, else in the first locale that has it, else ""."""
    for name in (locale, *sorted_locales(words)):
        text = words.get(name, {}).get(pointer, {}).get(key, "")
        if text:
            return text
    return ""


def sorted_locales(words: Words) -> tuple[str, ...]:
    """Return the locales of texts: English, the others in order, then undetermined ones (`und`)."""

    def rank(name: str) -> tuple[bool, bool, str]:
        return is_undetermined(name), name.partition("-")[0] != "en", name

    return tuple(sorted(words, key=rank))


@dataclass(frozen=True, slots=True)
class Specs:
    """The specs of one service: its endpoints, sorted by id, and its retired endpoints."""

    root: Path
    service: Service
    endpoints: tuple[Endpoint, ...]
    retired: tuple[Endpoint, ...] = ()

    @classmethod
    def from_endpoints(cls, root: Path, service: Service, endpoints: Iterable[Endpoint]) -> Specs:
        """Sort endpoints by id, add the rules that they share, and separate the retired ones."""
        shared = service.shared_rules
        found = sorted((_with_shared(one, shared) for one in endpoints), key=lambda e: e.id)
        live, retired = (tuple(e for e in found if e.retired is flag) for flag in (False, True))
        return cls(root, service, live, retired)


def _with_shared(endpoint: Endpoint, shared: Sequence[SharedRule]) -> Endpoint:
    rules = add_shared_rules(str(endpoint.id), endpoint.input, endpoint.rules, shared)
    return endpoint if rules == endpoint.rules else replace(endpoint, rules=rules)
