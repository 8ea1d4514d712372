"""The exceptions that clientwright raises; findings about documents are `Problem`s instead.

ClientwrightError            the root; the command line shows it without a traceback
├── UsageError               the user must act: an argument or a folder is not usable  (exit 2)
├── ProblemsError            the documents must change: problems with their locations  (exit 1)
└── SourceError              a file or a URL could not be read                         (exit 2)
    └── UnreachableError     ... because the server does not answer now                (exit 3)
"""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.problems import Problem


class ClientwrightError(Exception):
    """The root of the tree; the command line exits with `exit_code`."""

    exit_code = 1


class UsageError(ClientwrightError):
    """An argument, option or folder cannot be used as given; the message states what to try."""

    exit_code = 2


class SourceError(ClientwrightError):
    """A file or URL could not be read: missing, unreadable, too large or not UTF-8; `line` is 0 if unknown."""

    exit_code = 2

    def __init__(self, message: str, *, line: int = 0) -> None:
        """Store the line at which reading failed."""
        super().__init__(message)
        self.line = line


class UnreachableError(SourceError):
    """A server does not answer, answers too late or is out of order; a later attempt may succeed."""

    exit_code = 3


def describe_missing(path: object, advice: str = "") -> str:
    """Return the message about a file or folder that does not exist, with what to try."""
    return f"{path} does not exist{f': {advice}' if advice else ''}"


class ProblemsError(ClientwrightError):
    """Problems block the operation; `problems` contains all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Store every problem; the message has one line for each."""
        super().__init__(tuple(problems))
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
