# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`python -m` of a package: parse, do, and turn every end into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO

from ..errors import ClientError, ConfigurationError
from ..journal.entry import Entry
from ..journal.errors import JournalError
from ..service import Service
from .command_arguments import (
    FAILED,
    INTERRUPTED,
    PIPE_CLOSED,
    SUCCESS,
    USAGE,
    CommandOptions,
    parse_arguments,
)
from .command_output import CommandOutput, OutputNotWritten
from .job_commands import cancel, fetch, resume
from .journal_commands import jobs, prune
from .opened_journal import OpenedJournal
from .settling import settle

COMMANDS = {
    "jobs": jobs,
    "resume": resume,
    "fetch": fetch,
    "cancel": cancel,
    "settle": settle,
    "prune": prune,
}


def main(service: Service, package: str, arguments: Sequence[str] | None = None) -> int:
    """Run the command line of a package, and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    output = CommandOutput(is_json="--json" in given)
    try:
        return _run_and_write(service, package, given, output)
    except BrokenPipeError:
        output.discard()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        output.interrupted(INTERRUPTED)
        return INTERRUPTED


def _run_and_write(
    service: Service, package: str, given: Sequence[str], output: CommandOutput
) -> int:
    try:
        code = _run(service, package, given, output)
        output.flush()
    except OutputNotWritten as error:
        output.discard_result()
        output.error(error, FAILED)
        return FAILED
    return code


def _options(
    service: Service, package: str, given: Sequence[str], output: CommandOutput
) -> CommandOptions:
    """Return the arguments; print help and version, as a document if results are."""
    text = StringIO()
    try:
        with redirect_stdout(text):
            return parse_arguments(service, package, given)
    except SystemExit:
        output.document({"help": text.getvalue()})
        output.lines(text.getvalue().splitlines())
        raise


def _run(service: Service, package: str, given: Sequence[str], output: CommandOutput) -> int:
    try:
        options = _options(service, package, given, output)
        with OpenedJournal(service, package, options) as journal:
            try:
                return COMMANDS[options.command](journal, options, output)
            except ClientError as error:
                return _failed(error, output, journal.current_found())
            except KeyboardInterrupt:
                output.interrupted(INTERRUPTED, journal.found)
                return INTERRUPTED
    except SystemExit:  # the help or the version was printed
        return SUCCESS
    except ClientError as error:
        return _failed(error, output)
    except BrokenPipeError:
        raise
    except OSError as error:
        output.error(error, FAILED)
        return FAILED


def _failed(error: ClientError, output: CommandOutput, about: Entry | None = None) -> int:
    code = USAGE if isinstance(error, ConfigurationError | JournalError) else FAILED
    output.error(error, code, about)
    return code
