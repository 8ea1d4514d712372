"""The exceptions that clientwright itself raises; findings about documents are `Problem`s instead.

ClientwrightError            anything below; the command line shows it without a traceback
├── UsageError               the user must act: an argument or a folder is not usable   (exit 2)
├── Blocked                  the documents must change: problems with their places      (exit 1)
└── SourceError              a source could not be had: a file, a URL                   (exit 2)
    └── NotReached           ... because nothing answers there now                      (exit 3)
"""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.problems import Problem


class ClientwrightError(Exception):
    """The root of the tree; `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(ClientwrightError):
    """An argument, option or folder cannot be used as given; the message says what to try."""

    exit_code = 2


class SourceError(ClientwrightError):
    """A file or URL could not be read: absent, unreadable, too large, not in UTF-8."""

    exit_code = 2


class UnreachableError(SourceError):
    """Nothing answers behind a URL, or not in time, or what answers is out of order: another time it may."""

    exit_code = 3


class ProblemsError(ClientwrightError):
    """Problems stand in the way; `problems` holds all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem; the text is one line for each."""
        super().__init__(tuple(problems))
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
