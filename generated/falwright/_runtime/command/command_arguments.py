# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The arguments of the command line, and its exit codes."""

from __future__ import annotations

import argparse
import os
import platform
import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

from ..errors import ConfigurationError
from ..journal.entry import STATES
from ..service import Service
from .argument_types import age, nonempty_unicode, seconds, text, unicode_text
from .download_arguments import DownloadArguments, add_download

SUCCESS = 0
FAILED = 1
USAGE = 2
INTERRUPTED = 130
"""As in shells: 128 plus the number of the signal that ended the command, here SIGINT."""
PIPE_CLOSED = 141
MEANINGS = {
    SUCCESS: "done",
    FAILED: "a job failed, is still running, was not followed or could not be reached, or an unknown remains",
    USAGE: "wrong usage or configuration, or a journal that cannot be used",
    INTERRUPTED: "ended by Ctrl-C; accepted jobs continue",
    PIPE_CLOSED: "the reader of the output closed it",
}


COMMANDS = ("jobs", "resume", "fetch", "cancel", "settle", "prune")
_ID = "the job's short id in the journal, such as j12, or its request id"


class CommandUsageError(ConfigurationError):
    """The command line, or the environment, cannot be used as it is; the message says what to try."""

    advice = ""


class CommandOptions(DownloadArguments):
    """The arguments of a command; those of other commands are missing."""

    command: str
    journal: str
    account: str | None
    base_url: str | None
    json: bool
    id: str
    state: list[str] | None
    batch: str | None
    pending: bool
    wait: float | None
    timeout: float | None
    request_id: str | None
    never_accepted: bool
    unchecked: bool
    older_than: float
    yes: bool


class _Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong instead of printing it."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong, and how to find out what is right."""
        raise CommandUsageError(f"{message}; see '{self.prog} --help'.")


def journal_variable(service: Service) -> str:
    """Return the environment variable of a service's journal."""
    return re.sub(r"\W", "_", service.name).upper() + "_JOURNAL"


def parse_arguments(service: Service, package: str, given: Sequence[str]) -> CommandOptions:
    """Return the arguments, checked.

    Raises:
        ConfigurationError: they cannot be used, or no journal is named.
        SystemExit: the version or the help was asked for, and printed.
    """
    parser = _parser(service, package)
    if "_ARGCOMPLETE" in os.environ and find_spec("argcomplete"):
        import_module("argcomplete").autocomplete(parser)
    options = parser.parse_args(given, CommandOptions())
    if not getattr(options, "command", None):
        parser.error(f"no command given; use one of {', '.join(COMMANDS)}")
    variable = journal_variable(service)
    options.journal = options.journal or os.getenv(variable, "")
    if not options.journal:
        raise CommandUsageError(
            f"no journal given; use --journal FILE or --journal postgresql://..., or set {variable}."
        )
    return options


def _parser(service: Service, package: str) -> argparse.ArgumentParser:
    codes = "\n".join(f"  {code:<4} {meaning}" for code, meaning in MEANINGS.items())
    parser = _Parser(
        prog=f"python -m {package}",
        description=f"List, resume, fetch, cancel and settle the jobs of {service.title} that are in a journal.",
        epilog=f"exit codes:\n{codes}\n\nRun '%(prog)s COMMAND --help' for the options of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action=_ShowVersions,
        nargs=0,
        const=package,
        dest=argparse.SUPPRESS,
        default=argparse.SUPPRESS,
        help="show versions and exit",
    )
    _add_common(parser, service, None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        found = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", allow_abbrev=False
        )
        _add_common(found, service, argparse.SUPPRESS)
        return found

    listed = command("jobs", "list jobs, those that need attention first")
    listed.add_argument("--state", action="append", choices=STATES, help="only jobs in this state")
    listed.add_argument(
        "--batch", type=unicode_text, metavar="NAME", help="only jobs of this batch"
    )
    listed.add_argument(
        "--pending",
        action="store_true",
        help="only jobs that are running, unknown or not downloaded",
    )
    resumed = command("resume", "wait for all accepted jobs of this account and base URL")
    add_download(resumed)
    resumed.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="how long to wait (default: no limit)"
    )
    fetched = command("fetch", "print the URLs of a job's output, or save its files")
    fetched.add_argument("id", type=unicode_text, metavar="ID", help=_ID)
    add_download(fetched)
    fetched.add_argument(
        "--wait",
        type=seconds,
        metavar="SECONDS",
        help="how long to wait for a job that has not ended",
    )
    command("cancel", "cancel a job that has not started yet").add_argument(
        "id", type=unicode_text, metavar="ID", help=_ID
    )
    settled = command("settle", "record what became of an unknown submit")
    settled.add_argument("id", type=unicode_text, metavar="ID", help=_ID)
    truth = settled.add_mutually_exclusive_group(required=True)
    truth.add_argument(
        "--request-id",
        type=unicode_text,
        metavar="REQUEST",
        help="the submit was accepted as this request",
    )
    truth.add_argument(
        "--never-accepted",
        action="store_true",
        help="the submit was never accepted, so its key may buy again",
    )
    settled.add_argument(
        "--unchecked",
        action="store_true",
        help="do not ask the API whether the account has the request",
    )
    pruned = command("prune", "forget inputs and results of jobs that ended long ago")
    pruned.add_argument(
        "--older-than",
        type=age,
        default="30d",
        metavar="AGE",
        help="how long ago they ended, such as 12h or 30d (default: 30d)",
    )
    pruned.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    return parser


def _add_common(parser: argparse.ArgumentParser, service: Service, default: str | None) -> None:
    """Add the options that may stand before and after the command."""
    group = parser.add_argument_group("journal and account")
    variable, token = journal_variable(service), service.token_variables[0]
    group.add_argument(
        "--journal",
        type=text,
        default=default,
        metavar="FILE|URL",
        help=f"the journal's file or postgresql://... address (default: ${variable})",
    )
    group.add_argument(
        "--account",
        type=nonempty_unicode,
        default=default,
        metavar="NAME",
        help=f"the account's name in the journal; its token is read from ${token}",
    )
    group.add_argument(
        "--base-url",
        type=nonempty_unicode,
        default=default,
        metavar="URL",
        help=f"the API's base URL (default: ${service.base_url_variable})",
    )
    group.add_argument(
        "--json",
        action="store_true",
        default=default or False,
        help="print one JSON document to standard output, also for errors",
    )


class _ShowVersions(argparse.Action):
    """Prints the versions of a package, which is the option's constant, and of what it uses."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(_versions(str(self.const)))
        parser.exit()


def _versions(package: str) -> str:
    """Return the package's name and the versions of what it uses, for reports of errors."""
    from importlib.metadata import version

    from ..http import library

    used = [f"{name} {version(name)}" for name in (library.__name__, "pydantic")]
    return f"{package} on Python {platform.python_version()}, {', '.join(used)}"
