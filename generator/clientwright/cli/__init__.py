"""The command line: one module per command, with the command's name, loaded when it is run.

    import_.py     import       documents → specs (repairs_view.py)
    sync.py        sync         the provider's catalogue → specs (repairs_view.py)
    lint.py        lint         every problem of the specs
    rules_.py      rules        every rule and the sentences that may be one; add a rule, dismiss a sentence
                                (rules_add.py, rules_dismiss.py, rules_view.py)
    generate.py    generate     specs → package
    vendor.py      vendor       part of a package → another project (vendor_view.py)
    sandbox.py     sandbox      the provider's API on this machine
    contract.py    contract     contract tests of a client and a server
                                (contract_run.py, contract_view.py, early_end.py; contract_grade.py
                                scores the harness)
    record.py      record       scenarios → cassettes (record_files.py, record_view.py)
    diff.py        diff         two sets of specs → changes and their compatibility
    update.py      update       sync, diff, generate, record and the change note in one run (update_view.py)
    explain.py     explain      one endpoint in plain words (explain_data.py, explain_fields.py, explain_view.py)
    export.py      export       specs → OpenAPI, JSON Schema
    service_.py    service      the services that are known, and the check of a service's file (service_view.py)
    completion.py  completion   a shell script that completes commands, options and endpoints

`command_group.py` turns exceptions into messages and exit codes, `options.py` contains the
options that commands share, `specs_source.py` finds the specs and
`endpoint_completion.py` completes the names of endpoints, `printer.py` prints lines, `standard_streams.py` reads stdin and names closed streams, `console.py` tables and progress. Exit codes: 0 success, 1 findings,
2 usage error, 3 URL unreachable, 130 Ctrl-C, 143 SIGTERM.
"""

from __future__ import annotations

import click

import clientwright
from clientwright.cli.command_group import CommandGroup

_EPILOG = """\b
Typical use:
  clientwright import pages/*.txt
  clientwright lint
  clientwright generate
\b
When the provider changes:
  clientwright update
"""


@click.group(
    cls=CommandGroup,
    commands_in={
        "import": ("import_", "Read documentation pages into the specs folder."),
        "sync": ("sync", "Bring the specs up to date with the provider's catalogue."),
        "lint": ("lint", "Check the specs and list every problem at once."),
        "rules": (
            "rules_",
            "List the rules of the specs and the sentences that may be rules; add or remove a rule, dismiss a sentence.",
        ),
        "generate": ("generate", "Write the Python package that the specs describe."),
        "vendor": ("vendor", "Copy the client of a SERVICE, or part of it, into another project."),
        "sandbox": ("sandbox", "Serve the API of the specs on this machine until Ctrl-C."),
        "contract": (
            "contract",
            "Check every promise of the specs against a client, a server and cassettes.",
        ),
        "record": (
            "record",
            "Record real traffic of every scenario as cassettes, which tests replay offline.",
        ),
        "diff": ("diff", "Compare OLD with NEW and give each change a verdict."),
        "update": ("update", "Take over every change of the provider."),
        "explain": ("explain", "Explain an endpoint: its inputs, bounds, defaults and rules."),
        "export": ("export", "Write specs as documents for other tools."),
        "service": (
            "service_",
            "List the services that are known, show one, or check the file of one.",
        ),
        "completion": ("completion", "Print a shell's completion script."),
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.version_option(clientwright.__version__, prog_name="clientwright")
def main() -> None:
    """Make a typed Python client from a model provider's documentation pages."""
