"""The pytest plugin in use: opens the targets, collects the promises as items, closes everything."""

from __future__ import annotations

import glob
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clientwright import endpoint_names
from clientwright.errors import ClientwrightError, ProblemsError, UsageError
from clientwright.lint.lint_folder import load_linted_service
from clientwright.problems import escape_unprintable, nearest_name
from clientwright.specs.service_files import find_service_files
from clientwright.testing.errors import EXIT_STOPPED
from clientwright.testing.promises import Effort, Target
from clientwright.testing.pytest_plugin.accepted_findings import AcceptedFindings
from clientwright.testing.pytest_plugin.contract_summary import ContractSummary
from clientwright.testing.pytest_plugin.keyword_selection import selected_endpoints
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.pytest_plugin.promise_items import (
    ROOT_NODE_ID,
    STOPPED,
    PromiseCollector,
    PromiseItem,
    describe_problem,
    item_id,
)
from clientwright.testing.trials import runner, trial_selection
from clientwright.testing.trials.run_targets import TargetOptions, open_targets
from clientwright.testing.trials.trial_parts import TrialPart

_ID_PREFIX = f"{ROOT_NODE_ID}::"
_OPTION_OF_TARGET = {
    Target.CLIENT: "--contract-client, or run 'clientwright generate'",
    Target.SERVER: "--contract-server",
    Target.CASSETTE: "--contract-cassettes",
}
"""The option that adds a target."""
_SUMMARY_KEY = "clientwright_contract"
"""What a worker of xdist names the summary that it sends."""

_STOPPED_ATTRIBUTE = "clientwright_stopped"
"""The attribute of a report that says that the server has ended the run."""


class ContractPlugin:
    """The plugin of one pytest run, registered if `--contract` is given."""

    def __init__(self, config: pytest.Config) -> None:
        """Remove the ids of promises from pytest's arguments, which takes them for files."""
        self.config = config
        self.selected_ids = {arg for arg in config.args if arg.startswith(_ID_PREFIX)}
        config.args[:] = [arg for arg in config.args if arg not in self.selected_ids]
        self.root = _from_invocation_folder(config, config.option.contract)
        self.known_endpoints = endpoint_names.list_endpoint_ids(self.root)
        self.chosen = self._chosen_endpoints()
        self.accepted = self._read_baseline()
        self.summary = ContractSummary()
        self.results: LazyResults | None = None
        self.exit_stack = ExitStack()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Add the promises to pytest's items, so that -k and similar options select among them too."""
        node = PromiseCollector.from_parent(
            session,
            name=ROOT_NODE_ID,
            nodeid=ROOT_NODE_ID,
            opening=self.open_results,
            accepted=self.accepted,
            is_selected=self._is_selected,
        )
        report = node.ihook.pytest_make_collect_report(collector=node)
        found = [item for item in report.result or () if isinstance(item, PromiseItem)]
        for item in found:
            item.ihook.pytest_itemcollected(item=item)
        node.ihook.pytest_collectreport(report=report)
        absent = self.selected_ids - {item.nodeid for item in found}
        if report.passed and absent:
            raise pytest.UsageError(self._unknown_promise_message(min(absent)))
        if self.results and not (self.chosen or self.selected_ids):
            unknown = self.accepted.unknown_promises(self.results)
            if unknown:
                raise pytest.UsageError("\n".join(map(describe_problem, unknown)))
        items.extend(found)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Report a skipped promise at its line in the spec, and whether the server has ended the run."""
        report = yield
        if self.config.stash.get(STOPPED, False):
            setattr(report, _STOPPED_ATTRIBUTE, True)
        if isinstance(item, PromiseItem) and report.skipped and isinstance(report.longrepr, tuple):
            path, line, _ = item.reportinfo()
            report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that the server has ended the run of a worker of xdist: its reports keep their attributes."""
        if getattr(report, _STOPPED_ATTRIBUTE, False):
            self.config.stash[STOPPED] = True

    def pytest_report_header(self) -> str:
        """Print which promises become tests."""
        of = f" of {', '.join(self.chosen)}" if self.chosen else ""
        return escape_unprintable(f"contract: the promises in {self.root}{of}")

    def pytest_report_collectionfinish(self) -> list[str]:
        """Print which targets are tested."""
        return (
            [f"contract: {escape_unprintable(', '.join(self.results.run_targets.names))}"]
            if self.results
            else []
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Gather the summary; a worker of xdist sends it to the process that prints."""
        if self.results:
            self.summary.add_results(self.results)
        sent: dict[str, Any] | None = getattr(self.config, "workeroutput", None)
        if sent is not None:
            sent[_SUMMARY_KEY] = self.summary.as_json()
        if self.config.stash.get(STOPPED, False):
            session.exitstatus = EXIT_STOPPED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over the summary of a worker of xdist that has ended."""
        self.summary.add_json(getattr(node, "workeroutput", {}).get(_SUMMARY_KEY, {}))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the faults that break several promises, and what targets did where the specs leave a question open."""
        for title, lines in self.summary.sections():
            terminalreporter.section(title)
            for line in lines:
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
        self._require_one_service()
        specs = load_linted_service(self.root, self.chosen)
        options = TargetOptions(
            option.contract_server,
            option.contract_client,
            _optional_folder(self.config, option.contract_cassettes),
            dry_run=option.collectonly,
            allow_missing_client=True,
            endpoints=self.chosen,
            jobs_at_once=option.contract_jobs_at_once,
            patience=option.contract_patience,
        )
        targets = self.exit_stack.enter_context(open_targets(specs, options))
        seed, examples = option.contract_seed, option.contract_examples
        effort = Effort(seed, examples, shrink=not targets.is_remote)
        if options.cassettes:
            from clientwright.testing.cassettes.cassette_trials import require_cassettes

            require_cassettes(options.cassettes, specs, self.chosen)
        parts = runner.plan_parts(
            specs,
            client=targets.client,
            server=targets.server,
            cassettes=targets.cassettes,
            chosen=self.chosen,
        )
        self.results = LazyResults([*filter(self._may_be_selected, parts)], effort, targets)
        if not option.collectonly:
            check_remote_allowed(self.config, self.results)
            if targets.server:
                targets.server.probe()
        return self.results

    def _require_one_service(self) -> None:
        """Check that the folder of specs has one service, whose tests have its endpoints in their names.

        Raises:
            UsageError: it has several; the message says how one is named.
        """
        names = sorted(file.parent.name for file in find_service_files(self.root))
        if len(names) > 1:
            raise UsageError(
                f"{self.root} contains several services ({', '.join(names)}); name the folder of one, "
                f"for example --contract {self.root / names[0]}"
            )

    def _read_baseline(self) -> AcceptedFindings:
        """Return what --contract-baseline accepts.

        Raises:
            pytest.UsageError: it is not a valid baseline, or cannot be read.
        """
        name = self.config.option.contract_baseline
        if not name:
            return AcceptedFindings()
        try:
            return AcceptedFindings.read(_from_invocation_folder(self.config, name))
        except ProblemsError as error:
            text = "\n".join(map(describe_problem, error.problems))
        except ClientwrightError as error:
            text = str(error)
        raise pytest.UsageError(f"--contract-baseline: {text}")

    def _is_selected(self, nodeid: str) -> bool:
        return not self.selected_ids or nodeid in self.selected_ids

    def _may_be_selected(self, part: TrialPart) -> bool:
        """Return whether an id on the command line may be of the part, so that its trials are planned."""
        ids = (glob.escape(id.removeprefix(_ID_PREFIX)) for id in self.selected_ids)
        return not self.selected_ids or any(map(part.may_match, ids))

    def _chosen_endpoints(self) -> tuple[str, ...]:
        """Return the endpoints of --contract-endpoint, else those of the ids, else those that -k may select.

        An empty tuple means all.

        Raises:
            pytest.UsageError: a name or pattern means no endpoint.
        """
        names = self.config.option.contract_endpoint
        if names and self.known_endpoints:
            try:
                return endpoint_names.select_endpoint_ids(self.root, names)
            except UsageError as error:
                raise pytest.UsageError(f"--contract-endpoint: {error}") from None
        if not self.selected_ids:
            return selected_endpoints(self.config.option.keyword, self.known_endpoints)
        own = {self._endpoint_of(id) for id in self.selected_ids}
        return () if "" in own else tuple(sorted(own))

    def _endpoint_of(self, nodeid: str) -> str:
        """Return the endpoint that the promise of an item is about, or "" if it is the service's."""
        id = nodeid.removeprefix(_ID_PREFIX)
        return next((one for one in self.known_endpoints if id.startswith(f"{one}:")), "")

    def _unknown_promise_message(self, nodeid: str) -> str:
        known = [*self.results.promises()] if self.results else []
        target = nodeid.rpartition("[")[2].removesuffix("]")
        if target in list(Target) and target not in {one for _, one in known}:
            advice = f"name one with {_OPTION_OF_TARGET[Target(target)]}"
            return escape_unprintable(f"{nodeid}: no {target} is tested here; {advice}")
        close = nearest_name(nodeid, (item_id(promise, target) for promise, target in known))
        hint = f"; did you mean {close}?" if close else ""
        return escape_unprintable(f"no such promise: {nodeid}{hint}")


def _optional_folder(config: pytest.Config, name: str) -> Path | None:
    folder = _from_invocation_folder(config, name) if name else None
    if folder and not folder.is_dir():
        raise UsageError(f"--contract-cassettes: there is no folder {folder}")
    return folder


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
