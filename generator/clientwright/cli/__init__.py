"""The command line: one file per command, each loaded when it is asked for.

    importing.py   import       documents → specs          (sources.py: what was named on the line)
    syncing.py     sync         the provider's catalogue → specs   (catalogues.py, entries.py)
    linting.py     lint         every problem of the specs
    generating.py  generate     specs → package
    vendoring.py   vendor       a part of a package → another project (copies.py)
    sandboxing.py  sandbox      the API on this machine
    contracting.py contract     promises, held against client and server
                                (judging.py, reporting.py; grading.py grades the harness itself)
    recording.py   record       scenarios → cassettes
    differing.py   diff         two specs → changes with verdicts and witnesses (changes.py)
    updating.py    update       sync, diff, generate, record and the change note in one go (updates.py)
    explaining.py  explain      an endpoint for a person   (finding.py, explanation.py, telling.py)
    completion.py  completion   the shell completes commands, options and endpoints

`program.py` turns exceptions into messages and exit codes, `options.py` holds what
commands share, `show.py` prints. Exit codes: 0 done, 1 findings, 2 usage,
3 no API at the URL, 130 Ctrl-C.
"""

from __future__ import annotations

import click

import clientwright
from clientwright.cli.program import Program

_EPILOG = """\b
The usual way:
  clientwright import pages/*.txt
  clientwright lint
  clientwright generate
\b
When the provider changes:
  clientwright update
"""


@click.group(
    cls=Program,
    commands_in={
        "import": "importing",
        "sync": "syncing",
        "lint": "linting",
        "generate": "generating",
        "vendor": "vendoring",
        "sandbox": "sandboxing",
        "contract": "contracting",
        "record": "recording",
        "diff": "differing",
        "update": "updating",
        "explain": "explaining",
        "completion": "completion",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.version_option(clientwright.__version__, prog_name="clientwright")
def main() -> None:
    """Make a typed Python client from a model provider's documentation pages."""
