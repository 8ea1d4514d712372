"""`clientwright contract`: check every documented promise against a client and a server."""

from __future__ import annotations

import os
import re
import shlex
from itertools import pairwise
from pathlib import Path

import click
from click.core import ParameterSource

from clientwright.cli import early_end, endpoint_completion, options, specs_source
from clientwright.errors import ClientwrightError

_GRADE_OPTIONS = ("grade", "specs", "service", "endpoints", "as_json", "json_file")
_EXPLICIT_SOURCES = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
_SHORT_OPTION = re.compile(r"-[a-zA-Z]+")
_FILE = click.Path(dir_okay=False, path_type=Path)


class _ContractCommand(click.Command):
    """The command; it explains to callers of the former `--json FILE` what to write now."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options; `--json` with a file is an error with advice."""
        for word, next_word in pairwise([*args, "--"]):
            flag, _, value = word.partition("=")
            file = value or ("" if next_word.startswith("--") else next_word)
            if flag == "--json" and file and not (_SHORT_OPTION.fullmatch(file)):
                advice = "leave it out" if file == "-" else f"use --json-file {shlex.quote(file)}"
                raise click.UsageError(
                    f"--json prints the report and takes no file: {advice}.", ctx
                )
        return super().parse_args(ctx, args)


@click.command(
    "contract",
    cls=_ContractCommand,
    epilog=options.format_examples(
        "clientwright contract",
        "clientwright contract --server http://127.0.0.1:9000",
        "clientwright contract --server URL --endpoint image-to-video --seed 7 --html report.html",
        "clientwright contract --client acme.vendor.runcomfy",
        "clientwright contract --server URL --dry-run",
        "clientwright contract --grade",
    ),
)
@options.specs_or_packaged
@options.service
@click.option(
    "--server",
    multiple=True,
    callback=options.take_one,
    metavar="URL",
    help="The base URL of a server to test.",
)
@click.option(
    "--client",
    multiple=True,
    callback=options.take_one,
    metavar="PACKAGE",
    help="A client to test: its dotted name or folder.",
)
@click.option(
    "--cassettes",
    type=click.Path(file_okay=False, path_type=Path),
    multiple=True,
    metavar="DIR",
    callback=options.take_one_folder,
    help="Recorded traffic to test: a folder of files of `clientwright record` or of vcrpy.",
)
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="NAME",
    shell_complete=endpoint_completion.complete_endpoint_name,
    help="Only this endpoint, or those that match a pattern such as 'kling/*'; can be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="PROMISE",
    help="Only promises whose id matches this id or pattern; can be repeated.",
)
@click.option(
    "--examples",
    type=click.IntRange(1, 1_000_000),
    default=100,
    show_default=True,
    metavar="N",
    help="Valid payloads per endpoint; every other promise gets a few.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of the random payloads.",
)
@click.option(
    "--jobs-at-once",
    type=click.IntRange(0, 1000),
    metavar="N",
    help="Jobs that a server gets at once: 20 on this machine, on another none unless you say so.",
)
@click.option(
    "--patience",
    type=click.FloatRange(1, 1_000_000),
    default=150,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a slow server in total: beyond 1 s a call (beyond 0.1 s, 8 times as "
    "long), and for jobs to end.",
)
@click.option(
    "--surrogates/--no-surrogates",
    default=False,
    show_default=True,
    help="Also generate strings with lone surrogates.",
)
@options.as_json
@click.option("--json-file", type=_FILE, metavar="FILE", help="Write the report as JSON.")
@click.option("--junit", type=_FILE, metavar="FILE", help="Write the report as JUnit XML.")
@click.option("--html", type=_FILE, metavar="FILE", help="Write the report as one HTML page.")
@click.option(
    "--baseline",
    type=_FILE,
    metavar="FILE",
    callback=options.require_existing,
    help="A file of known findings to accept.",
)
@click.option(
    "--grade",
    is_flag=True,
    help="Score the harness itself with mutants of the sandbox and the client.",
)
@click.option("-v", "--verbose", is_flag=True, help="Also list what is dominated or unspecified.")
@click.option("--dry-run", is_flag=True, help="List the trials without running them.")
@click.option("--yes", is_flag=True, help="Do not ask before jobs that may be billed.")
def command(
    *,
    specs: Path,
    server: str,
    client: str,
    cassettes: Path | None,
    endpoints: tuple[str, ...],
    only: tuple[str, ...],
    examples: int,
    seed: int,
    jobs_at_once: int | None,
    patience: float,
    surrogates: bool,
    as_json: bool,
    json_file: Path | None,
    junit: Path | None,
    html: Path | None,
    baseline: Path | None,
    grade: bool,
    verbose: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Check every promise of the specs against a client, a server and cassettes.

    Where the folder has several services, each is judged after the other. Without --server, --client and --cassettes, the targets are the generated client (in
    `generated` here, else beside the specs), a sandbox on this machine and the cassettes in
    tests/cassettes; without a client, the others are tested. Exits with 1 if a
    promise is broken and with 3 if no API responds at the URL. Ctrl-C and SIGTERM end
    the run with what was found so far.
    """
    context = click.get_current_context()
    specs = specs_source.find_specs_root(context, specs, of_one_service=True)
    from clientwright.cli import contract_services, contract_view

    parts = contract_services.split_by_service(specs, endpoints)
    contract_services.require_one(context, parts)
    files = contract_view.ReportFiles(as_json, json_file, junit, html)
    contract_view.check_report_files(files, baseline)
    if grade:
        _reject_other_options(context)
        early_end.release_signals()
        from clientwright.cli import contract_grade

        def grade_one(root: Path, chosen: tuple[str, ...]) -> int:
            return contract_grade.run_grading(root, chosen, as_json, json_file)

        context.exit(contract_services.judge_services(context, parts, grade_one))
    from clientwright.cli import contract_run
    from clientwright.testing.promises import Effort
    from clientwright.testing.report.report_context import report_date
    from clientwright.testing.trials.run_targets import TargetOptions

    baseline_entries = contract_view.read_baseline_option(baseline)
    date = report_date(os.environ)

    def judge(root: Path, chosen: tuple[str, ...]) -> int:
        request = contract_run.ContractRequest(
            root=root,
            target_options=TargetOptions(
                server,
                client,
                cassettes,
                dry_run,
                allow_missing_client=True,
                jobs_at_once=jobs_at_once,
                patience=patience,
            ),
            endpoints=chosen,
            only=tuple(filter(None, only)),
            effort=Effort(seed, examples, surrogates=surrogates),
            confirmed=yes,
            has_baseline=baseline is not None,
            date=date,
        )
        if dry_run:
            early_end.release_signals()
            contract_view.output_dry_run(contract_run.plan_trials(request), request.effort, files)
            return 0
        with early_end.termination_as_interrupt() as end:
            progress = contract_run.RunProgress(end.begin_report)
            try:
                early_end.release_signals()
                run = contract_run.run_contract(request, progress)
            except (KeyboardInterrupt, ClientwrightError) as error:
                if files and not progress.trials_over:
                    end.begin_report()
                    contract_view.report_nothing_tried(request, error, progress.submits, files)
                raise
            code = contract_view.output_report(run, baseline_entries, files, verbose=verbose)
        if run.report.interrupted:
            context.exit(end.exit_code)
        return code

    context.exit(contract_services.judge_services(context, parts, judge))


def _reject_other_options(context: click.Context) -> None:
    """Reject options that grading would ignore: it has its own targets, payloads and report."""
    others = [
        param.opts[0]
        for param in context.command.params
        if param.name not in _GRADE_OPTIONS
        and context.get_parameter_source(param.name or "") in _EXPLICIT_SOURCES
    ]
    if others:
        raise click.UsageError(f"--grade and {others[0]} cannot be combined.")
