"""Problems of files and ids, found before their content is interpreted."""

from __future__ import annotations

from clientwright.problems import Problem, escape_unprintable


class BadModelId(Problem, code="bad-model-id"):
    """A model id that cannot be both a URL and a file path."""

    model_id: str
    reason: str
    FOUND = "{model_id!q} cannot be a model id: {reason}."
    ADVICE = "A model id is 2 to 6 segments joined by '/', each of ASCII letters, digits, '.', '_', '-' or spaces, that begins with a letter or digit."


class IdMismatch(Problem, code="id-mismatch"):
    """A spec file at a path that does not match its id or its service's name."""

    model_id: str
    expected: str
    FOUND = "the file states {model_id!q}, whose file is {expected}."
    ADVICE = "Move the file, or correct what it states."


class NotASpec(Problem, code="not-a-spec"):
    """A document that violates its meta-schema in `specs/meta/`; `form` is what is expected."""

    kind: str
    reason: str
    form: str
    FOUND = "this is not a valid {kind} spec: {reason}{end}"
    ADVICE = "{form}"

    @property
    def end(self) -> str:
        """What ends the sentence: nothing where the reason asks."""
        return "" if self.reason.endswith("?") else "."


class Unreadable(Problem, code="unreadable"):
    """A file or URL that cannot be read, and the `reason`, which may begin with its name and end with what to try."""

    reason: str
    FOUND = "{what!d}."
    ADVICE = "{hint:{hint}|Check {from_url:the address, or save the page in a browser and import the file|that the file exists, is readable and is UTF-8 text}.}"

    @property
    def what(self) -> str:
        """The first sentence of `reason`, without the name of the file, which stands before it."""
        return self._sentences()[0]

    @property
    def hint(self) -> str:
        """The second sentence of `reason`, which says what to try with a file."""
        return "" if self.from_url else self._sentences()[2]

    def _sentences(self) -> tuple[str, str, str]:
        name, line = escape_unprintable(self.location.file), self.location.line
        reason = self.reason.removeprefix(f"{name}:{line}: ").removeprefix(f"{name}: ")
        reason = f"it {reason[len(name) + 1 :]}" if reason.startswith(f"{name} ") else reason
        return reason.partition(". ")


class UnreachableAddress(Problem, code="unreached"):
    """A URL that does not answer now."""

    reason: str
    FOUND = "{reason!d}."
    ADVICE = "Try again later, or save the page and pass the file."
