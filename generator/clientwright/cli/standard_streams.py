"""The standard streams as commands use them: a closed one is told from an empty one, and errors name them."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from clientwright.errors import SourceError, UsageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STDIN, STDOUT = "standard input", "standard output"


class _NamedOutput(io.FileIO):
    """A file descriptor whose errors say that it is the standard output."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes.

        Raises:
            OSError: they cannot be written.
        """
        try:
            return super().write(data)
        except OSError as error:
            error.filename = STDOUT
            raise


def name_stdout() -> None:
    """Let the errors of writing to a file or a pipe say that it is the standard output."""
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper) or stream is not sys.__stdout__:
        return
    if stream.isatty() or is_stdout_closed():
        return
    stream.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_NamedOutput(stream.fileno(), "w", closefd=False)),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def is_stdout_closed() -> bool:
    """Return whether the caller has closed the standard output."""
    return getattr(sys.stdout, "name", "") == os.devnull


def require_stdout() -> None:
    """Check that what a command is asked for can be printed.

    Raises:
        UsageError: the caller has closed the standard output.
    """
    if is_stdout_closed():
        raise UsageError(
            f"{STDOUT} is closed, so that the result cannot be printed; redirect it to a file"
        )


def read_stdin(limit: int) -> str:
    """Return the text on the standard input, of at most `limit` bytes.

    Raises:
        UsageError: it is closed or empty.
        SourceError: it cannot be read, or it is too large or not UTF-8.
    """
    stream = getattr(sys, "stdin", None)
    if stream is None or stream.name == os.devnull:
        raise UsageError(
            f"{STDIN} is closed: pipe a text into the command, or give it as an argument"
        )
    try:
        data: bytes = stream.buffer.read(limit + 1)
    except OSError as error:
        raise SourceError(f"{STDIN} cannot be read: {error.strerror or error}") from error
    if len(data) > limit:
        raise SourceError(f"{STDIN}: larger than the limit of {limit // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{STDIN}:{line}: byte {error.start} is not UTF-8 text", line=line
        ) from error
    if not text.strip():
        raise UsageError(
            f"{STDIN} is empty: pipe a text into the command, or give it as an argument"
        )
    return text
