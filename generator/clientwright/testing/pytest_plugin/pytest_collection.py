"""The pytest plugin in use: opens the targets, collects the promises as items, runs them, closes everything."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ClientwrightError, UsageError
from clientwright.lint.lint_folder import load_linted_service
from clientwright.locations import add_line
from clientwright.problems import Location, escape_unprintable
from clientwright.testing.cassettes.cassette_trials import require_cassettes
from clientwright.testing.promises import Effort, Promise, Target, Verdict, VerdictState
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report import terminal
from clientwright.testing.report.report_context import ReportContext
from clientwright.testing.report.summary_table import format_notes
from clientwright.testing.trials import runner, trial_selection
from clientwright.testing.trials.run_targets import TargetOptions, open_targets

ROOT_NODE_ID = "contract"
"""The start of every node id: `contract::image-to-video/duration/minimum[client]`."""


class PromiseBroken(Exception):
    """A broken promise, with its verdict."""

    def __init__(
        self, verdict: Verdict, context: ReportContext, shown_by: Verdict | None = None
    ) -> None:
        """Create it for a verdict and the report it is from; another one may show the same fault."""
        super().__init__(verdict.promise.id)
        self.verdict, self.context, self.shown_by = verdict, context, shown_by

    def __str__(self) -> str:
        promise = self.verdict.promise
        lines = [promise.sentence, str(promise.place)]
        if self.shown_by is None or self.verdict.finding is None:
            lines += terminal.evidence_lines(self.verdict, self.context)
        else:
            first = f"{ROOT_NODE_ID}::{self.shown_by.promise.id}[{self.shown_by.target}]"
            lines += [f"{self.verdict.finding.cause}: {first} shows the same fault"]
        return "\n".join(map(escape_unprintable, lines))


class PromiseItem(pytest.Item):
    """One promise for one target."""

    def __init__(
        self,
        *,
        results: LazyResults,
        promise: Promise,
        target: Target,
        location: Location,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.results, self.promise, self.target = results, promise, target
        self.spec_location = location
        self.user_properties.append(("promise", promise.id))

    def runtest(self) -> None:
        """Fail if the promise is broken; skip with the reason if it is neither broken nor proved."""
        verdict, context = self.results.verdict(self.promise, self.target)
        if verdict.state is VerdictState.BROKEN:
            raise PromiseBroken(verdict, context, self.results.shown_by(verdict))
        if verdict.state is not VerdictState.PROVED:
            pytest.skip(escape_unprintable(f"{verdict.state}: {verdict.reason}".removesuffix(": ")))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return a finding, or the error that stopped the trial, without clientwright's traceback."""
        if isinstance(excinfo.value, (PromiseBroken, ClientwrightError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file and line of the promise in the specs, and its sentence."""
        title = f"{escape_unprintable(self.promise.sentence)} [{self.target}]"
        return Path(self.spec_location.file), max(0, self.spec_location.line - 1), title


class PromiseCollector(pytest.Collector):
    """All promises of a specs folder."""

    def __init__(self, *, opening: Callable[[], LazyResults], **rest: Any) -> None:
        super().__init__(**rest)
        self.open_results = opening

    def collect(self) -> Iterator[PromiseItem]:
        """Yield an item for each promise and target, in the order of the trials."""
        results, texts = self.open_results(), dict[str, str]()
        for promise, target in results.promises():
            name = f"{promise.id}[{target}]"
            yield PromiseItem.from_parent(
                self,
                name=name,
                nodeid=f"{ROOT_NODE_ID}::{name}",
                results=results,
                promise=promise,
                target=target,
                location=add_line(promise.place, texts),
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return an error of the specs, the server or the client as the command line prints it."""
        if isinstance(excinfo.value, ClientwrightError):
            return escape_lines(str(excinfo.value))
        return super().repr_failure(excinfo)


def escape_lines(text: str) -> str:
    """Escape control characters, line by line."""
    return "\n".join(map(escape_unprintable, text.splitlines()))


_ID_PREFIX = f"{ROOT_NODE_ID}::"


class ContractPlugin:
    """The plugin of one pytest run, registered if `--contract` is given."""

    def __init__(self, config: pytest.Config) -> None:
        """Remove the ids of promises from pytest's arguments, which takes them for files."""
        self.config = config
        self.selected_ids = {arg for arg in config.args if arg.startswith(_ID_PREFIX)}
        config.args[:] = [arg for arg in config.args if arg not in self.selected_ids]
        self.results: LazyResults | None = None
        self.exit_stack = ExitStack()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add the promises to pytest's items, so that -k and similar options select among them too."""
        node = PromiseCollector.from_parent(
            session, name=ROOT_NODE_ID, nodeid=ROOT_NODE_ID, opening=self.open_results
        )
        report = node.ihook.pytest_make_collect_report(collector=node)
        found = [item for item in report.result or () if self._is_selected(item.nodeid)]
        for item in found:
            item.ihook.pytest_itemcollected(item=item)
        node.ihook.pytest_collectreport(report=report)
        absent = self.selected_ids - {item.nodeid for item in found}
        if report.passed and absent:
            raise pytest.UsageError(f"no such promise: {escape_unprintable(min(absent))}")
        items.extend(found)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Report a skipped promise at its line in the spec, not at a line of clientwright."""
        report = yield
        if isinstance(item, PromiseItem) and report.skipped and isinstance(report.longrepr, tuple):
            path, line, _ = item.reportinfo()
            report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
        return report

    def pytest_report_collectionfinish(self) -> list[str]:
        """Print which targets are tested."""
        return (
            [f"contract: {escape_unprintable(', '.join(self.results.run_targets.names))}"]
            if self.results
            else []
        )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the faults that break several promises, and what targets did where the specs leave a question open."""
        faults = [*self.results.faults().values()] if self.results else []
        if faults:
            terminalreporter.section("contract: faults that break several promises")
        for fault in faults:
            line = f"{fault.cause}: {fault.extent}, such as {fault.example.promise.id}"
            terminalreporter.write_line(escape_unprintable(line))
        notes = [*self.results.notes()] if self.results else []
        if notes:
            terminalreporter.section("contract: questions that the specs leave open")
        for line in format_notes(notes):
            terminalreporter.write_line(escape_unprintable(line))

    def pytest_unconfigure(self) -> None:
        """Close connections and the sandbox."""
        self.exit_stack.close()

    def open_results(self) -> LazyResults:
        """Load the specs, open the targets and plan the trials.

        Raises:
            ClientwrightError: the specs or an option cannot be used.
        """
        option = self.config.option
        specs = load_linted_service(_from_invocation_folder(self.config, option.contract))
        options = TargetOptions(
            option.contract_server,
            option.contract_client,
            _optional_folder(self.config, option.contract_cassettes),
            dry_run=option.collectonly,
            allow_missing_client=True,
        )
        targets = self.exit_stack.enter_context(open_targets(specs, options))
        seed, examples = option.contract_seed, option.contract_examples
        effort = Effort(seed, examples, shrink=not targets.is_remote)
        if options.cassettes:
            require_cassettes(options.cassettes, specs)
        trials = runner.plan_trials(
            specs, client=targets.client, server=targets.server, cassettes=targets.cassettes
        )
        self.results = LazyResults(trials, effort, targets)
        if not option.collectonly:
            check_remote_allowed(self.config, self.results)
            if targets.server:
                targets.server.probe()
        return self.results

    def _is_selected(self, nodeid: str) -> bool:
        return not self.selected_ids or nodeid in self.selected_ids


def _optional_folder(config: pytest.Config, name: str) -> Path | None:
    return _from_invocation_folder(config, name) if name else None


def check_remote_allowed(config: pytest.Config, results: LazyResults) -> None:
    """Refuse a server on another machine without --contract-yes, or with several processes.

    Raises:
        UsageError: --contract-yes is missing, or several processes would each submit jobs.
    """
    if not results.run_targets.is_remote:
        return
    submits = trial_selection.total_max_submits(results.trials, results.effort)
    url = results.run_targets.setting.base_url
    if not config.option.contract_yes:
        found = f"{url} is another machine: up to {submits:,} jobs would be submitted there"
        raise UsageError(f"{found}, and each may be billed; add --contract-yes to allow it")
    if hasattr(config, "workerinput"):
        raise UsageError(f"{url}: several processes would each submit jobs; run without -n")


def _from_invocation_folder(config: pytest.Config, folder: str) -> Path:
    """Return the folder as given if pytest runs in its invocation folder, else below that folder."""
    here = config.invocation_params.dir
    return Path(folder) if here == Path(os.getcwd()) else here / folder
