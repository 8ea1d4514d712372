"""What the commands print: problems, diffs, counts, JSON.

Text from documents is escaped first. Commands in messages get the options that the user gave, so that
advice can be copied as it is. Colour is used on a terminal only, and not if NO_COLOR is set
(`command_group.py` checks it).
"""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from clientwright.cli.standard_streams import require_stdout
from clientwright.io import atomic_files
from clientwright.problems import Problem, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_MOST_ALIKE = 3
"""How many warnings that say the same are each shown; more become one line."""
_DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def escape_unsafe(text: str) -> str:
    """Escape characters that could move a terminal or hide text; letters of all languages stay."""
    return "".join(char if _is_safe(char) else ascii(char)[1:-1] for char in text)


def print_line(
    text: str = "", *, err: bool = False, fg: str | None = None, bold: bool = False
) -> None:
    """Print one line; the text may contain foreign parts and is escaped."""
    click.echo(click.style(escape_unsafe(text), fg=fg, bold=bold or None), err=err)


def print_lines(text: str) -> None:
    """Print several lines."""
    for part in text.splitlines():
        print_line(part)


def print_error(text: str) -> None:
    """Print why the program ends."""
    text = "\n".join(map(escape_unsafe, with_own_options(text).splitlines()))
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {text}", err=True)


def print_problems(found: Iterable[Problem], *, err: bool = False) -> None:
    """Print each problem (where, code, found, try) and its diff if it has one."""
    for problem in found:
        print_problem_line(problem, f"{problem.found()} {problem.advice()}".strip(), err=err)
        print_unified_diff(getattr(problem, "diff", ""), err=err)


def print_folded_problems(found: Iterable[Problem]) -> None:
    """Print each problem, but a warning or note that says the same of many places only once, with their number."""
    problems = list(found)
    said = Counter(_sentence(problem) for problem in problems)
    shown = set[str]()
    for problem in problems:
        text = _sentence(problem)
        if problem.severity is Severity.ERROR or said[text] <= _MOST_ALIKE:
            print_problems([problem])
        elif text not in shown:
            shown.add(text)
            places = pluralize(said[text] - 1, "more place")
            print_problem_line(
                problem,
                f"{problem.found()} {problem.advice()} (And in {places}; --json lists each.)",
            )


def _sentence(problem: Problem) -> str:
    """Return what a problem found, without its place."""
    return f"{problem.code} {problem.found()}"


def print_problem_line(problem: Problem, text: str, *, err: bool = False) -> None:
    """Print a problem's location and code, followed by `text`."""
    location = click.style(escape_unsafe(str(problem.location)), bold=True)
    kind = f"{problem.severity.label} {problem.code}"
    styled = click.style(kind, fg=_COLOURS[problem.severity])
    click.echo(f"{location}: {styled}: {escape_unsafe(with_own_options(text))}", err=err)


def print_unified_diff(diff: str, *, err: bool = False) -> None:
    """Print a unified diff of one file: header bold, hunks cyan, added lines green, removed ones red."""
    # Only what precedes the first hunk is header: a removed line `-- x` also starts with `---`.
    in_header = True
    for text in diff.splitlines():
        in_header = in_header and not text.startswith("@@")
        colour = None if in_header else _DIFF_COLOURS.get(text[:1])
        print_line(text, err=err, fg=colour, bold=in_header)


def describe_problem_counts(found: Iterable[Problem], endpoints: int | None = None) -> str:
    """Return problems counted by severity: `2 endpoints: no errors, 0 warnings, 2 notes`."""
    counts = Counter(problem.severity for problem in found)
    parts = [pluralize(counts[severity], severity.label) for severity in Severity]
    text = ", ".join(parts if counts[Severity.ERROR] else ["no errors", *parts[1:]])
    return text if endpoints is None else f"{pluralize(endpoints, 'endpoint')}: {text}"


def pluralize(count: int, noun: str) -> str:
    """Return a count with its noun: `1 file`, `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_json(value: Mapping[str, object]) -> None:
    """Print JSON in ASCII, which every terminal and pipe can carry.

    Raises:
        UsageError: the standard output is closed.
    """
    print_document(json.dumps(value, indent=2, default=str) + "\n")


def print_document(text: str) -> None:
    """Print, as it is, a text that is for another program or for a file.

    Raises:
        UsageError: the standard output is closed.
    """
    require_stdout()
    click.echo(text, nl=False)


def write_report(path: Path, text: str) -> None:
    """Write a report to a file and announce it on stderr; a device or a named pipe is written into.

    Raises:
        UsageError: the file cannot be written.
    """
    if atomic_files.is_special(path):
        path.write_text(text, "utf-8")
    else:
        atomic_files.write_text(path.resolve(), text)
    print_line(f"{path} written", err=True)


def problems_as_json(found: Sequence[Problem]) -> list[dict[str, object]]:
    """Return problems as JSON documents."""
    documents = [problem.as_json() for problem in found]
    return [{**one, "try": with_own_options(str(one["try"]))} for one in documents]


def _is_safe(char: str) -> bool:
    return char.isprintable() or char == "\t" or unicodedata.category(char) == "Zs"


_COMMAND = re.compile(r"\bclientwright (?P<name>[a-z]+)\b(?: (?P<sub>add|dismiss|remove)\b)?")
_CASSETTES = {"record": "into", "update": "cassettes", "contract": "cassettes"}
"""By command, its option for the folder of cassettes."""

COMMAND_CONTEXT = "clientwright.command"
"""The key of the context of the command that runs, in what all contexts of a run share."""
_COPIES = {"vendor": "into"}
_SHARED = ("specs", "out")
"""Options that mean the same in every command that has them."""


def with_own_options(text: str) -> str:
    """Return a message whose commands have the user's own folders, as far as they take them."""
    context = click.get_current_context(silent=True)
    here = context.meta.get(COMMAND_CONTEXT) if context else None
    return _COMMAND.sub(lambda found: _completed(here, found), text) if here else text


def _completed(context: click.Context, found: re.Match[str]) -> str:
    """Return a command with the options after its name; text after it is unchanged."""
    rest = found.string[found.end() :].partition("'")[0].split()
    advised = _advised(context, found["name"], found["sub"])
    pairs = (pair for pair in _options(context, found["name"], advised) if pair[0] not in rest)
    words = [part for pair in pairs for part in pair]
    return " ".join([found[0], *map(shlex.quote, words)])


def _advised(context: click.Context, *names: str | None) -> click.Command | None:
    """Return the command that has some names, one below the other."""
    found: click.Command | None = context.find_root().command
    for name in filter(None, names):
        found = found.get_command(context, name) if isinstance(found, click.Group) else None
    return found


def _options(
    context: click.Context, name: str, advised: click.Command | None
) -> Iterator[tuple[str, str]]:
    """Yield flag and value of every option that the user gave and the command `name` has too."""
    flags = {param.name: param.opts[0] for param in advised.params} if advised else {}
    here = context.info_name or ""
    pairs = [(option, option) for option in _SHARED]
    for roles in (_CASSETTES, _COPIES):
        if here in roles and name in roles:
            pairs.append((roles[here], roles[name]))
    for mine, theirs in pairs:
        given = context.get_parameter_source(mine) is ParameterSource.COMMANDLINE
        if given and theirs in flags:
            yield flags[theirs], str(context.params[mine])
