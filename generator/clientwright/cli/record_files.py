"""What `clientwright record` does with cassettes that exist: check them, write them in another format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import printer, record_view
from clientwright.problems import has_errors

if TYPE_CHECKING:
    from clientwright.specs.model import Specs

SUFFIXES: Mapping[str, str] = {"clientwright": ".json", "vcr": ".yaml"}
"""The suffix of a cassette's file, by the name of its format."""

_COLOURS = {"failed": "red"}


def check(specs: Specs, into: Path, suffix: str, as_json: bool) -> None:
    """Print the problems of a folder of cassettes in one format; end with 1 if there is an error."""
    from clientwright.testing.cassettes import stale_cassettes

    found = stale_cassettes.check_folder(into, specs, suffix)
    if as_json:
        printer.print_json({"problems": printer.problems_as_json(found)})
    else:
        record_view.print_cassette_problems(found)
        printer.print_line(
            f"{into}: {printer.describe_problem_counts(found) if found else 'current'}", bold=True
        )
    if has_errors(found):
        click.get_current_context().exit(1)


def convert(specs: Specs, source: Path, into: Path, suffix: str, as_json: bool) -> None:
    """Write the cassettes of a folder in another format; end with 1 if one cannot be read."""
    from clientwright.testing.cassettes.conversion import convert_folder

    done = list(convert_folder(specs.service, source, into, suffix))
    if as_json:
        printer.print_json({"cassettes": [one.as_json() for one in done]})
    else:
        for one in done:
            note = f"  {one.status}: {one.reason}" if one.reason else f"  from {one.source}"
            failed = one.status == "failed"
            printer.print_line(f"{one.path}{note}", fg=_COLOURS.get(one.status), err=failed)
        counts = Counter(one.status for one in done)
        printer.print_line(
            ", ".join(f"{counts[kind]} {kind}" for kind in ("written", "unchanged", "failed")),
            bold=True,
        )
    if any(one.status == "failed" for one in done):
        click.get_current_context().exit(1)
