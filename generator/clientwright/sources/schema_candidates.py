"""The schemas of a document that may be an endpoint's input, and the choice of one by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, Problem
from clientwright.sources.document_problems import SchemaNotFound, SeveralSchemas
from clientwright.sources.parsed_document import ParsedDocument, describe_document

StatedId = tuple[str, str]
"""A model id as a document states it, and its pointer."""
_SCHEMA_MAPS = (("components", "schemas"), ("definitions",), ("$defs",))


@dataclass(frozen=True, slots=True)
class SchemaCandidate:
    """A schema that may be the input, by its pointer, and the output that belongs to it.

    `name` is what it is called, `also` are other names for it. References in it are counted from
    the first of `bases` that has their target. `suggested_id` may be the model's, but not surely. With
    `lacks_input` it is a body that has the service's constants, but no input beside them.
    """

    name: str
    input: str
    output: str | None = None
    also: tuple[str, ...] = ()
    bases: tuple[str, ...] = ("",)
    ids: tuple[StatedId, ...] = ()
    suggested_id: str = ""
    lacks_input: bool = False

    @property
    def stated(self) -> tuple[str, ...]:
        """The different model ids that the document states for it."""
        return tuple(dict.fromkeys(text for text, _ in self.ids))

    @property
    def is_path_of_entry(self) -> bool:
        """Whether its path is the model id of the entry that the document belongs to."""
        return bool(self.ids) and self.name == f"POST /{self.ids[-1][0]}"

    def answers_to(self, name: str) -> bool:
        """Return whether this is the candidate of a name, an operation's, a model id or a pointer."""
        method, _, path = name.strip().partition(" ")
        names = (self.name, self.input, f"#{self.input}", *self.also, *self.stated)
        return name in names or f"{method.upper()} {path.strip()}" in names


@dataclass(slots=True)
class SchemaSearch:
    """What was found in a document: candidates, and the pointers below which schemas have names."""

    document: ParsedDocument
    candidates: list[SchemaCandidate] = field(default_factory=list[SchemaCandidate])
    bases: list[str] = field(default_factory=lambda: [""])

    def choose(self, name: str | None, id: str | None = None) -> SchemaCandidate | Problem | None:
        """Return the candidate of a name, else of a model id, else the only one; None if there is none at all."""
        here = Location(self.document.block.document.file)
        kind = describe_document(self.document)
        found = self.candidates
        if name is not None:
            exact = [one for one in found if one.name == name]
            found = exact or [one for one in found if one.answers_to(name)] or self._called(name)
            if not found:
                is_all = [one.input for one in self.candidates] == [""]
                names = (*(() if is_all else names_of(self.candidates)), *self.schema_names())
                return SchemaNotFound(here, name, kind, tuple(dict.fromkeys(names)))
        elif len(found) > 1:
            found = [one for one in found if id in one.stated] or found
            found = [one for one in found if one.is_path_of_entry] or found
        if len({self.document.follow(one.input, one.bases) for one in found}) > 1:
            return SeveralSchemas(here, kind, names_of(found))
        return _what_all_say(found) if found else None

    def schema_names(self) -> tuple[str, ...]:
        """Return the names of the schemas that the document lists by name."""
        return tuple(dict.fromkeys(name for name, _ in self.named_schemas()))

    def named_schemas(self) -> list[tuple[str, SchemaCandidate]]:
        """Return the schemas that the document lists by name."""
        found = list[tuple[str, SchemaCandidate]]()
        for base in self.bases:
            for tokens in _SCHEMA_MAPS:
                pointer = join_pointer(base, *tokens)
                named = self.document.find(pointer)
                for name in named if is_dict(named) else ():
                    at = join_pointer(pointer, name)
                    found.append((name, SchemaCandidate(name, at, bases=(base, at))))
        return found

    def _called(self, name: str) -> list[SchemaCandidate]:
        """Return the schemas of a name, or at a pointer, that are not candidates by themselves."""
        return [
            one for called, one in self.named_schemas() if name == called or one.answers_to(name)
        ]


def names_of(found: Sequence[SchemaCandidate]) -> tuple[str, ...]:
    """Return a name for each candidate: its own, else its model id, else its pointer, whichever only it has."""
    named = Counter(one.name for one in found)
    stated = Counter(one.stated for one in found)
    return tuple(
        one.name
        if one.name and named[one.name] == 1
        else one.stated[0]
        if len(one.stated) == 1 and stated[one.stated] == 1
        else f"#{one.input}"
        for one in found
    )


def _what_all_say(found: Sequence[SchemaCandidate]) -> SchemaCandidate:
    """Return the candidate that several operations with one body have in common."""
    first = found[0]
    return replace(
        first,
        output=first.output if all(one.output == first.output for one in found) else None,
        ids=tuple(id for id in first.ids if all(id in one.ids for one in found)),
        suggested_id=first.suggested_id if len(found) == 1 else "",
    )
