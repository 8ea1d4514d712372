"""What one constraint may ask of all constraints together, and the error where no value can be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from clientwright.schema.choice_sources import PayloadChoiceSource


class GenerationError(Exception):
    """No payload can be constructed for a schema (at `pointer`) or for the rules."""

    def __init__(self, pointer: str, reason: str) -> None:
        """Create it for a pointer and the reason."""
        super().__init__(f"{pointer or 'the input'}: {reason}")
        self.pointer, self.reason = pointer, reason


class Semantics(Protocol):
    """The meaning of whole schemas: each keyword asks for it without knowing the others."""

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Return whether a value fits a schema."""
        ...

    def only_broken(self, schema: Any, value: Any) -> tuple[str, ...]:
        """Return the steps to the only keyword that a value breaks; none if it breaks more, or none."""
        ...

    def broken_steps(self, schema: Any, value: Any) -> tuple[tuple[str, ...], ...]:
        """Return the steps to each keyword that a value breaks, media and closed objects included."""
        ...

    def boundary(self, schema: Any) -> tuple[tuple[str, Any], ...]:
        """Return values that just keep a keyword of a schema or just break it, each with the keyword's name."""
        ...

    def collide(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Return whether two schemas have different keywords of a group that means something only together."""
        ...

    def matters_beside_enum(self, keyword: str) -> bool:
        """Return whether a keyword means something beside a list of scalars."""
        ...

    def normal_form(self, schema: Any) -> Any:
        """Return the normal form of a schema without references."""
        ...

    def intersect(
        self, one: Mapping[str, Any], other: Mapping[str, Any], at: str = ""
    ) -> dict[str, Any]:
        """Return a schema that accepts what both accept.

        Raises:
            GenerationError: two keywords cannot be merged, or nothing fits both.
        """
        ...

    def simplest(self, schema: Any) -> Any:
        """Return the simplest value that fits a schema.

        Raises:
            GenerationError: no value can be made.
        """
        ...


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why no value fits a schema: the steps to the keyword that says so, and the reason."""

    steps: tuple[str | int, ...]
    reason: str

    def below(self, *steps: str | int) -> Contradiction:
        """Return the same for a schema that holds this one at some steps."""
        return Contradiction((*steps, *self.steps), self.reason)


class Refuter(Protocol):
    """Finds out that no value fits a schema; what it does not find may still fit nothing."""

    @property
    def semantics(self) -> Semantics:
        """The meaning of whole schemas."""
        ...

    def refute(self, schema: Any, *, beside: bool = False) -> Contradiction | None:
        """Return why no value fits a schema, or None if one may; `beside` others that apply to the same value."""
        ...


class Generator(Protocol):
    """Makes values of schemas by a source of choices."""

    @property
    def choices(self) -> PayloadChoiceSource:
        """The source of choices."""
        ...

    @property
    def semantics(self) -> Semantics:
        """The meaning of whole schemas."""
        ...

    @property
    def schemes(self) -> tuple[str, ...]:
        """The URL schemes that media may have."""
        ...

    @property
    def favoured_pointers(self) -> frozenset[str]:
        """Pointers of schemas whose values are made more often."""
        ...

    def with_choices(self, choices: PayloadChoiceSource) -> Generator:
        """Return the same generator with other choices."""
        ...

    def generate(self, schema: Any, at: str = "") -> Any:
        """Return a value that fits a schema, which is at a pointer.

        Raises:
            GenerationError: no choice can keep a keyword, or nothing fits the schema.
        """
        ...

    def fits(self, schema: Any, value: Any) -> bool:
        """Return whether a value fits a schema, its media and the fields that it describes included."""
        ...

    def remember(self, subject: Any, find: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        """Return what `find` returns, which is asked once for a subject, whatever the choices."""
        ...

    def valid_listed(self, schema: Mapping[str, Any], at: str) -> tuple[Any, ...]:
        """Return the values that a schema lists and accepts.

        Raises:
            GenerationError: there is none.
        """
        ...
