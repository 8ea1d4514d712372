"""What the commands print: problems, differences, counts, JSON.

Text from documents is made harmless first; colour is used on a terminal only, and
not where NO_COLOR is set (`program.py` sees to it).
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import click

from clientwright.problems import Problem, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_DIFF_COLOURS = (("+++", None), ("---", None), ("+", "green"), ("-", "red"), ("@@", "cyan"))


def escape_unsafe(text: str) -> str:
    """Escape what could move a terminal or hide in it; letters of all languages stay."""
    return "".join(char if _is_safe(char) else ascii(char)[1:-1] for char in text)


def print_line(
    text: str = "", *, err: bool = False, fg: str | None = None, bold: bool = False
) -> None:
    """Print a line that we wrote, which may hold foreign text."""
    click.echo(click.style(escape_unsafe(text), fg=fg, bold=bold or None), err=err)


def print_lines(text: str) -> None:
    """Print several lines."""
    for part in text.splitlines():
        print_line(part)


def print_error(text: str) -> None:
    """Print what says why the program ends."""
    said = "\n".join(map(escape_unsafe, text.splitlines()))
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {said}", err=True)


def print_problems(found: Iterable[Problem], *, err: bool = False) -> None:
    """Print each problem: where, what kind, what was found, what to try; its difference if it has one."""
    for problem in found:
        print_problem_line(problem, f"{problem.found()} {problem.advice()}".strip(), err=err)
        print_unified_diff(getattr(problem, "diff", ""), err=err)


def print_problem_line(problem: Problem, said: str, *, err: bool = False) -> None:
    """Print where a problem is, its kind, and what is said of it."""
    place = click.style(escape_unsafe(str(problem.location)), bold=True)
    kind = f"{problem.severity.label} {problem.code}"
    styled = click.style(kind, fg=_COLOURS[problem.severity])
    click.echo(f"{place}: {styled}: {escape_unsafe(said)}", err=err)


def print_unified_diff(diff: str, *, err: bool = False) -> None:
    """Print a unified difference."""
    for text in diff.splitlines():
        print_line(
            text,
            err=err,
            fg=next((fg for mark, fg in _DIFF_COLOURS if text.startswith(mark)), None),
        )


def describe_problem_counts(found: Iterable[Problem], endpoints: int | None = None) -> str:
    """Count problems by weight: `2 endpoints: no errors, 0 warnings, 2 notes`."""
    counts = Counter(problem.severity for problem in found)
    parts = [pluralize(counts[severity], severity.label) for severity in Severity]
    said = ", ".join(parts if counts[Severity.ERROR] else ["no errors", *parts[1:]])
    return said if endpoints is None else f"{pluralize(endpoints, 'endpoint')}: {said}"


def pluralize(count: int, noun: str) -> str:
    """Say how many: `1 file`, `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_json(value: Mapping[str, object]) -> None:
    """Print JSON, in ASCII so that every terminal and pipe can carry it."""
    click.echo(json.dumps(value, indent=2, default=str))


def problems_as_json(found: Sequence[Problem]) -> list[dict[str, object]]:
    """Give problems for a machine."""
    return [problem.as_json() for problem in found]


def _is_safe(char: str) -> bool:
    return char.isprintable() or char == "\t" or unicodedata.category(char) == "Zs"
