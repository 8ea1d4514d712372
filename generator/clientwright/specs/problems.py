"""Problems of files and ids, found before their content is interpreted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem, quote_value


@dataclass(frozen=True, slots=True)
class BadModelId(Problem):
    """A model id that cannot be both a URL and a file path."""

    model_id: str
    reason: str
    code: ClassVar[str] = "bad-model-id"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.model_id)} cannot be a model id: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "A model id is 2 to 5 segments of letters, digits, '.', '_', '-' or spaces, joined by '/'."


@dataclass(frozen=True, slots=True)
class IdMismatch(Problem):
    """A spec file at a path that does not match its id or its service's name."""

    model_id: str
    expected: str
    code: ClassVar[str] = "id-mismatch"

    def found(self) -> str:
        """Return what was found."""
        return f"the file states {quote_value(self.model_id)}, whose file is {self.expected}."

    def advice(self) -> str:
        """Return what to try."""
        return "Move the file, or correct what it states."


@dataclass(frozen=True, slots=True)
class NotASpec(Problem):
    """A document that violates its meta-schema in `specs/meta/`; `form` is what is expected."""

    kind: str
    reason: str
    form: str
    code: ClassVar[str] = "not-a-spec"

    def found(self) -> str:
        """Return what was found."""
        end = "" if self.reason.endswith("?") else "."
        return f"this is not a valid {self.kind} spec: {self.reason}{end}"

    def advice(self) -> str:
        """Return what to try."""
        return self.form


@dataclass(frozen=True, slots=True)
class Unreadable(Problem):
    """A file or URL that cannot be read."""

    reason: str
    code: ClassVar[str] = "unreadable"

    def found(self) -> str:
        """Return what was found."""
        return f"{self.reason.rstrip('.')}."

    def advice(self) -> str:
        """Return what to try."""
        if "://" in self.location.file:
            return "Check the address, or save the page in a browser and import the file."
        return "Check that the file exists, is readable and is UTF-8 text."


@dataclass(frozen=True, slots=True)
class UnreachableAddress(Problem):
    """A URL that does not answer now."""

    reason: str
    code: ClassVar[str] = "unreached"

    def found(self) -> str:
        """Return what was found."""
        return f"{self.reason.rstrip('.')}."

    def advice(self) -> str:
        """Return what to try."""
        return "Try again later, or save the page and pass the file."
