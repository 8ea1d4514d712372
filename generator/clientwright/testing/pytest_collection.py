"""What the pytest plugin does once it is used: opens the subjects, collects promises, closes all."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.errors import UsageError
from clientwright.problems import escape_unprintable
from clientwright.testing import trial_plan, trial_selection
from clientwright.testing.lazy_results import LazyResults
from clientwright.testing.promises import Effort
from clientwright.testing.pytest_items import ROOT_NODE_ID, PromiseCollector, PromiseItem
from clientwright.testing.report.overview import format_notes
from clientwright.testing.run_targets import TargetOptions, open_targets

_ID_PREFIX = f"{ROOT_NODE_ID}::"


class ContractPlugin:
    """The plugin of one pytest run, registered where `--contract` is given."""

    def __init__(self, config: pytest.Config) -> None:
        """Take what names single promises out of pytest's arguments: they are no files."""
        self.config = config
        self.selected_ids = {arg for arg in config.args if arg.startswith(_ID_PREFIX)}
        config.args[:] = [arg for arg in config.args if arg not in self.selected_ids]
        self.results: LazyResults | None = None
        self.exit_stack = ExitStack()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add the promises to what pytest found, so that -k and its like choose among them too."""
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
        """Let a skipped promise point at its line in the spec, not at this program."""
        report = yield
        if isinstance(item, PromiseItem) and report.skipped and isinstance(report.longrepr, tuple):
            path, line, _ = item.reportinfo()
            report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
        return report

    def pytest_report_collectionfinish(self) -> list[str]:
        """Say who is judged."""
        return (
            [f"contract: {escape_unprintable(', '.join(self.results.run_targets.names))}"]
            if self.results
            else []
        )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what was seen where the documents leave a question open."""
        notes = [*self.results.notes()] if self.results else []
        if notes:
            terminalreporter.section("contract: left open by the documents, and what was seen")
        for said in format_notes(notes):
            terminalreporter.write_line(escape_unprintable(said))

    def pytest_unconfigure(self) -> None:
        """Close connections and the sandbox."""
        self.exit_stack.close()

    def open_results(self) -> LazyResults:
        """Read the specs, open the subjects, list the trials.

        Raises:
            ClientwrightError: something is not usable as given.
        """
        option = self.config.option
        specs = pipeline.load_single_service(_from_invocation_folder(self.config, option.contract))
        asked = TargetOptions(
            option.contract_server,
            option.contract_client,
            _optional_folder(self.config, option.contract_cassettes),
            dry_run=option.collectonly,
            allow_missing_client=True,
        )
        subjects = self.exit_stack.enter_context(open_targets(specs, asked))
        seed, examples = option.contract_seed, option.contract_examples
        effort = Effort(seed, examples, shrink=not subjects.is_remote)
        trials = trial_plan.plan_trials(
            specs, client=subjects.client, server=subjects.server, cassettes=subjects.cassettes
        )
        self.results = LazyResults(trials, effort, subjects)
        if not option.collectonly:
            check_remote_allowed(self.config, self.results)
            if subjects.server:
                subjects.server.probe()
        return self.results

    def _is_selected(self, nodeid: str) -> bool:
        return not self.selected_ids or nodeid in self.selected_ids


def _optional_folder(config: pytest.Config, name: str) -> Path | None:
    return _from_invocation_folder(config, name) if name else None


def check_remote_allowed(config: pytest.Config, held: LazyResults) -> None:
    """Refuse a server on another machine, unless that is wanted, and by one process.

    Raises:
        UsageError: it is not wanted, or several processes would each submit jobs.
    """
    if not held.run_targets.is_remote:
        return
    submits = trial_selection.total_max_submits(held.trials, held.effort)
    url = held.run_targets.setting.base_url
    if not config.option.contract_yes:
        said = f"{url} is not this machine: up to {submits:,} jobs would be submitted there"
        raise UsageError(f"{said}, and each may be billed; add --contract-yes if that is wanted")
    if hasattr(config, "workerinput"):
        raise UsageError(f"{url}: several processes would each submit jobs; run without -n")


def _from_invocation_folder(config: pytest.Config, folder: str) -> Path:
    """Give the folder as it was named, where that is from the working directory."""
    here = config.invocation_params.dir
    return Path(folder) if here == Path(os.getcwd()) else here / folder
