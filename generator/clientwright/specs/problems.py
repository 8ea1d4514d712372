"""Problems of files and ids, found before their content is interpreted."""

from __future__ import annotations

from clientwright.problems import Problem


class BadModelId(Problem, code="bad-model-id"):
    """A model id that cannot be both a URL and a file path."""

    model_id: str
    reason: str
    FOUND = "{model_id!q} cannot be a model id: {reason}."
    ADVICE = (
        "A model id is 2 to 5 segments of letters, digits, '.', '_', '-' or spaces, joined by '/'."
    )


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
    """A file or URL that cannot be read."""

    reason: str
    FOUND = "{reason!d}."
    ADVICE = "Check {from_url:the address, or save the page in a browser and import the file|that the file exists, is readable and is UTF-8 text}."


class UnreachableAddress(Problem, code="unreached"):
    """A URL that does not answer now."""

    reason: str
    FOUND = "{reason!d}."
    ADVICE = "Try again later, or save the page and pass the file."
