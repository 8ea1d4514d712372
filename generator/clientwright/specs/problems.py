"""Problems of files and names, found before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, quote_value


@dataclass(frozen=True, slots=True)
class NotJson(Problem):
    """The text is not JSON: a cut-off document, a stray comma, `NaN`."""

    reason: str
    code: ClassVar[str] = "not-json"

    def found(self) -> str:
        """Say what was found."""
        return f"this is not JSON: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Mend the text at this place, or take the document again from its source."


@dataclass(frozen=True, slots=True)
class DuplicateKey(Problem):
    """One object holds the same key twice; readers differ about which one counts."""

    key: str
    code: ClassVar[str] = "duplicate-key"

    def found(self) -> str:
        """Say what was found."""
        return f"the key {quote_value(self.key)} stands twice in one object."

    def advice(self) -> str:
        """Say what to try."""
        return "Keep one of the two."


@dataclass(frozen=True, slots=True)
class NestingTooDeep(Problem):
    """The document nests deeper than any schema has reason to."""

    limit: int
    code: ClassVar[str] = "nesting-too-deep"

    def found(self) -> str:
        """Say what was found."""
        return f"objects and arrays nest deeper than {self.limit} levels."

    def advice(self) -> str:
        """Say what to try."""
        return "No documented endpoint needs this; check where the document comes from."


@dataclass(frozen=True, slots=True)
class BadModelId(Problem):
    """A model id that cannot be an address and a file's path at once."""

    model_id: str
    reason: str
    code: ClassVar[str] = "bad-model-id"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.model_id)} cannot be a model id: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "A model id is 2 to 5 segments of letters, digits, '.', '_', '-' or spaces, joined by '/'."


@dataclass(frozen=True, slots=True)
class IdMismatch(Problem):
    """A file stands at a path that is not its id's, or its service's name's."""

    model_id: str
    expected: str
    code: ClassVar[str] = "id-mismatch"

    def found(self) -> str:
        """Say what was found."""
        return f"the file says it is {quote_value(self.model_id)}, whose file would be {self.expected}."

    def advice(self) -> str:
        """Say what to try."""
        return "Move the file or mend what it says: the two name the same thing."


@dataclass(frozen=True, slots=True)
class NotASpec(Problem):
    """The document does not fit its meta-schema under `specs/meta/`; `form` says what belongs there."""

    kind: str
    reason: str
    form: str
    code: ClassVar[str] = "not-a-spec"

    def found(self) -> str:
        """Say what was found."""
        return f"this does not fit the form of a spec's {self.kind}: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return self.form


@dataclass(frozen=True, slots=True)
class Unreadable(Problem):
    """A file or address that cannot be read at all."""

    reason: str
    code: ClassVar[str] = "unreadable"

    def found(self) -> str:
        """Say what was found."""
        return f"{self.reason.rstrip('.')}."

    def advice(self) -> str:
        """Say what to try."""
        return "Check that it is there, may be read and is UTF-8 text; an address, that it answers."


@dataclass(frozen=True, slots=True)
class UnreachableAddress(Problem):
    """An address behind which nothing answers now."""

    reason: str
    code: ClassVar[str] = "unreached"

    def found(self) -> str:
        """Say what was found."""
        return f"{self.reason.rstrip('.')}."

    def advice(self) -> str:
        """Say what to try."""
        return "Try again later, or save the page and name the file."
