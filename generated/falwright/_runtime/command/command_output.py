# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What commands print: results to the standard output, as lines or as one JSON document; the rest to the other."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import IO, Any

from ..errors import ClientError, ConfigurationError
from ..journal.entry import Entry
from ..journal.errors import JournalError
from .download_arguments import in_shell_words
from .entry_advice import entry_facts


class OutputNotWritten(Exception):
    """The standard output cannot be written, such as that of a full disk."""


COLOURS = {"red": "31", "green": "32", "yellow": "33"}


class CommandOutput:
    """The two streams of a command; with `is_json` the standard output is one JSON document."""

    def __init__(self, *, is_json: bool) -> None:
        self.is_json, self._has_document = is_json, False
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:  # names of files may not be text of the terminal
                reconfigure(errors="backslashreplace")

    def lines(self, lines: Sequence[str]) -> None:
        """Print lines of a result, unless it is to be JSON."""
        if not self.is_json:
            for line in lines:
                self._print(line)

    def document(self, document: Mapping[str, Any]) -> None:
        """Print a result as JSON, if it is to be."""
        if self.is_json:
            self._has_document = True
            self._print(json.dumps(document, indent=2))

    def tell(self, text: str) -> None:
        """Tell a person what goes on; where the standard error cannot be written, nobody is told."""
        if sys.stderr is None:  # print would take the standard output
            return
        try:
            print(text, file=sys.stderr, flush=True)
        except BrokenPipeError:
            raise
        except OSError:
            _discard(sys.stderr)

    def error(self, error: Exception, code: int, about: Entry | None = None) -> None:
        """Tell an error in one line or more, and as JSON if results are; `about` is the entry that was named."""
        kind = ConfigurationError if isinstance(error, ConfigurationError) else type(error)
        text, entry = told(error), getattr(error, "entry", None)
        self.tell(f"{self.paint('error', 'red', sys.stderr)}: {text}")
        entry = entry if isinstance(entry, Entry) else about
        request_id: str | None = getattr(error, "request_id", None)
        self._error_document(kind.__name__, text, code, request_id, entry)

    def interrupted(self, code: int, about: Entry | None = None) -> None:
        """Tell that Ctrl-C has ended the command; as JSON, too, unless its result is already written."""
        text = "interrupted; jobs that were accepted continue"
        try:
            self.tell(text)
            if not self._has_document:
                self._error_document(KeyboardInterrupt.__name__, text, code, None, about)
            self.flush()
        except (BrokenPipeError, OutputNotWritten):  # the same Ctrl-C may have ended the reader
            self.discard()

    def _error_document(
        self, kind: str, message: str, code: int, request_id: str | None, entry: Entry | None
    ) -> None:
        facts = {
            "kind": kind,
            "message": message,
            "request_id": request_id or (entry.request_id if entry else None),
            "entry": entry_facts(entry) if entry else None,
        }
        self.document({"error": facts, "exit_code": code})

    def paint(self, text: str, colour: str, stream: IO[str] | None = None) -> str:
        """Return text in a colour, if the stream (the standard output) is a terminal that has some."""
        stream = sys.stdout if stream is None else stream
        plain = os.getenv("NO_COLOR") or os.getenv("TERM") == "dumb"
        if plain or stream is None or not stream.isatty() or colour not in COLOURS:
            return text
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"

    def width(self) -> int | None:
        """Return the columns of the terminal that the standard output is, or None."""
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        return shutil.get_terminal_size().columns if is_terminal else None

    def flush(self) -> None:
        """Write what is still to be written, so that a closed pipe or a full disk is found here."""
        if sys.stdout is not None:
            self._write(sys.stdout.flush)

    def discard(self) -> None:
        """Write nothing more: the reader of one stream has left."""
        self.discard_result()
        _discard(sys.stderr)

    def discard_result(self) -> None:
        """Write nothing more to the standard output."""
        _discard(sys.stdout)

    def _print(self, text: str) -> None:
        self._write(partial(print, text))

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or error
            raise OutputNotWritten(
                f"the result could not be written to the standard output: {reason}"
            ) from error


def _discard(stream: IO[str] | None) -> None:
    """Let a stream lead nowhere, so that what is still in its buffer is no error at the end."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def told(error: Exception) -> str:
    """Return the text of an error, with options as they are called in a shell.

    Advice that is meant for a journal that is broken is left out of other errors.
    """
    is_of_entry = isinstance(error, JournalError) and error.entry is not None
    if isinstance(error, ClientError) and (is_of_entry or type(error) is ClientError):
        return in_shell_words(error.message)
    return in_shell_words(str(error).strip())


def sentence(text: str) -> str:
    """Return a text with one full stop at its end, whether it had one or none."""
    return f"{text.strip().removesuffix('.').rstrip()}."
