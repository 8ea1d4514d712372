"""The group of all commands: loads each on first use and turns errors into messages and exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, Self

import click

from clientwright.cli import options, printer
from clientwright.cli.standard_streams import STDOUT
from clientwright.errors import ClientwrightError, ProblemsError, describe_missing
from clientwright.problems import Severity, nearest_name

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXIT_INTERRUPTED = 130
"""The exit code after Ctrl-C, as in shells."""

EXIT_BROKEN_PIPE = 141
"""The exit code if the reader of stdout is gone, as in shells (`explain … | head`)."""


class CommandContext(click.Context):
    """A command's context that is still known when the group reports the command's error."""

    def __enter__(self) -> Self:
        """Enter the context, and remember it for the run."""
        self.meta[printer.COMMAND_CONTEXT] = self
        return super().__enter__()


class CommandSummaries(click.Group):
    """Commands of which only name and summary are known, in the order in which they are given."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


class CommandGroup(click.Group):
    """A group whose commands are modules of this package, imported on first use.

    Listing and completing their names imports none of them.
    """

    def __init__(self, *args: Any, commands_in: Mapping[str, tuple[str, str]], **rest: Any) -> None:
        """Store `commands_in`, which maps each command's name to its module and its summary."""
        super().__init__(*args, **rest)
        self.commands_in = {name: module for name, (module, _) in commands_in.items()}
        summaries = [click.Command(name, help=text) for name, (_, text) in commands_in.items()]
        self.summaries = CommandSummaries(commands=summaries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they are typically used."""
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the `command` of the module for this name, or None if the name is unknown."""
        if cmd_name not in self.commands_in:
            return None
        module = import_module(f"clientwright.cli.{self.commands_in[cmd_name]}")
        command: click.Command = module.command
        command.context_class = CommandContext
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their summaries for the help."""
        self.summaries.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, with their summaries, and options that start with a text."""
        from click.shell_completion import CompletionItem

        named = [
            CompletionItem(name, help=one.get_short_help_str())
            for name, one in self.summaries.commands.items()
            if name.startswith(incomplete)
        ]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; fail with the nearest name if there is none, and on empty values."""
        name = args[0]
        is_unknown = name not in self.commands_in and not name.startswith("-")
        if is_unknown and (close := nearest_name(name, self.commands_in)):
            ctx.fail(f"No such command {name!r}. Did you mean {close!r}?")
        found, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            with click.Context(command, info_name=found, parent=ctx) as called:
                options.reject_unclear(called, command, rest)
        return found, command, rest

    def make_context(self, *args: Any, **rest: Any) -> click.Context:
        """Parse the options; Ctrl-C while doing so ends the program with exit code 130."""
        try:
            with _end_with_reader():
                return super().make_context(*args, **rest)
        except KeyboardInterrupt:
            printer.print_error("interrupted")
            sys.exit(EXIT_INTERRUPTED)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and print our own errors as messages instead of tracebacks."""
        ctx.color = False if os.environ.get("NO_COLOR") else ctx.color
        _escape_unencodable()
        with _end_with_reader():
            return self._invoke_command(ctx)

    def _invoke_command(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ClientwrightError as error:
            _exit_with_error(ctx, error)
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.filename == STDOUT:
                raise
            printer.print_error(_describe_system_error(error))
            ctx.exit(2)
        except KeyboardInterrupt:
            printer.print_error("interrupted")
            ctx.exit(EXIT_INTERRUPTED)


class SubcommandGroup(click.Group):
    """A command that has commands of its own, in the order in which they are written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the named command; fail with the nearest name if there is none, and on empty values."""
        near = "" if args[0] in self.commands else nearest_name(args[0], self.commands)
        if near and not ctx.resilient_parsing:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near!r}?")
        found, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing:
            command.context_class = CommandContext
            with click.Context(command, info_name=found, parent=ctx) as called:
                options.reject_unclear(called, command, rest)
        return found, command, rest


@contextmanager
def _end_with_reader() -> Generator[None]:
    """End quietly with exit code 141 if the reader of stdout is gone, with a message if stdout cannot be written."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        raise click.exceptions.Exit(EXIT_BROKEN_PIPE) from None
    except OSError as error:
        _discard_output()
        printer.print_error(f"standard output: {error.strerror or error}")
        raise click.exceptions.Exit(2) from None


def _discard_output() -> None:
    """Send what is still buffered nowhere; otherwise Python would fail to write it at its exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exit_with_error(ctx: click.Context, error: ClientwrightError) -> NoReturn:
    print_own_error(error)
    ctx.exit(error.exit_code)


def print_own_error(error: ClientwrightError) -> None:
    """Print one of our own errors as a message on stderr."""
    if isinstance(error, ProblemsError):
        # Notes block nothing; they are counted, and `lint --notes` shows them.
        blocking = [p for p in error.problems if p.severity is not Severity.INFO]
        printer.print_problems(blocking, err=True)
        printer.print_line(printer.describe_problem_counts(error.problems), err=True)
    else:
        printer.print_error(str(error))


def _describe_system_error(error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and error.filename:
        return describe_missing(error.filename)
    return f"{error.filename or 'the system'}: {error.strerror or error}"


def _escape_unencodable() -> None:
    """Write characters that the terminal's encoding lacks as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
