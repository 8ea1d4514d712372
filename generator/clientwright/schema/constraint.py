"""A constraint: a group of keywords with everything that the program knows of them.

Each file in `keywords/` ends with one `Constraint`. A projection that a constraint does not
have is named in `waived` with the reason.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault
from clientwright.schema.numbers import exact_numbers
from clientwright.schema.protocols import Contradiction, Generator, Refuter, Semantics
from clientwright.schema.wording import Wording

_library: Any = importlib.import_module("jsonschema")

Schema = Mapping[str, Any]
Accept = Callable[[Any, Any, Any, Any], Any]
"""A check as the `jsonschema` library calls it: (validator, keyword's value, instance, schema) → errors."""
Generate = Callable[[Generator, Schema, str], Any]
"""Makes a value of a schema at a pointer."""
Violate = Callable[[Schema, Semantics], Iterator[KeywordFault]]
ViolateElsewhere = Callable[[Schema, Semantics, Sequence[Any]], Iterator[KeywordFault]]
"""Yields the faults by values that properties of the same name take in other schemas of the service."""
Compare = Callable[[SchemaPair], Iterator[KeywordEdit]]
Tell = Callable[[KeywordEdit, str], str | None]
"""Tells an edit in a sentence about a field, or returns None where the keyword's wording does."""
Describe = Callable[[Schema], Iterator[str]]
SchemaMutation = Callable[[dict[str, Any]], None]
"""Changes a schema in place, as an implementation that misreads a keyword would."""
Mutate = Callable[[Schema], Iterator[tuple[str, str, SchemaMutation]]]
"""Yields each mutation of a schema: the keyword, a name, and the edit."""
Emit = Callable[[str, Schema], Mapping[str, Any] | None]
"""Maps (type, schema) to the keywords that a model says for values of the type, with what it says.

The residual says the keywords that are left out, and all of them for None.
"""
Intersect = Callable[[Schema, Schema, str], Schema]
"""Returns the group's keywords of a schema that accepts what two schemas accept."""
Normalize = Callable[[dict[str, Any], Semantics], Any]
Contradict = Callable[[str, Schema, Refuter], Contradiction | None]
"""Returns why no value of a type keeps the group's keywords, or None where one may."""

PROJECTIONS = ("accept", "generate", "violate", "compare", "describe", "mutate", "emit")
"""What must be known of every constraint, or waived with a reason."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A group of keywords, with one function for each thing that the program does with them.

    `generate` makes the value of a schema with one of its keywords, whatever the type; `makes` has
    what makes the values of a type. `wording` has each keyword's sentences.

    `unsaid`: the keywords that no phrase says, so that documentation has to name them.
    `interdependent`: groups of keywords that mean something only beside each other; a branch with one
    is not merged into a schema that has another of the same group.
    `beside_enum`: it means something beside a list of values, which makes other keywords redundant.
    """

    name: str
    keywords: tuple[str, ...]
    unsaid: tuple[str, ...] = ()
    interdependent: tuple[tuple[str, ...], ...] = ()
    beside_enum: bool = False
    accept: Mapping[str, Accept] | None = None
    generate: Generate | None = None
    makes: Mapping[str, Generate] = field(default_factory=dict[str, Generate])
    violate: Violate | None = None
    violate_elsewhere: ViolateElsewhere | None = None
    compare: Compare | None = None
    tell: Tell | None = None
    describe: Describe | None = None
    wording: Mapping[str, Wording] = field(default_factory=dict[str, Wording])
    mutate: Mutate | None = None
    emit: Emit | None = None
    intersect: Intersect | None = None
    normalize: Normalize | None = None
    contradict: Contradict | None = None
    waived: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def asserts(self) -> bool:
        """Whether it decides which values are accepted; else it is for people."""
        return self.accept is not None

    def applies_in(self, schema: Schema) -> bool:
        """Return whether a schema has one of the keywords."""
        return any(keyword in schema for keyword in self.keywords)


def library_checks(*keywords: str) -> Mapping[str, Any]:
    """Return the library's checks of keywords; one that it decides beside another has none."""
    known = _library.Draft202012Validator.VALIDATORS
    return {keyword: known[keyword] for keyword in keywords if keyword in known}


def exact_checks(*keywords: str) -> Mapping[str, Any]:
    """Return the library's checks of keywords, which compare large numbers as they are written."""
    return {word: _exactly(check) for word, check in library_checks(*keywords).items()}


def _exactly(check: Any) -> Any:
    def exact(validator: Any, of: Any, value: Any, schema: Any) -> Any:
        if isinstance(value, str):  # it is no number, so it equals none, however that is written
            return check(validator, of, value, schema)
        return check(validator, exact_numbers(of), exact_numbers(value), schema)

    return exact


def validator_class(checks: Mapping[str, Any]) -> Any:
    """Return a validator class of JSON Schema 2020-12 with these checks."""
    return _library.validators.extend(_library.Draft202012Validator, dict(checks))


def failure(message: str) -> Iterable[Any]:
    """Return a check's single error."""
    return (_library.ValidationError(message),)
