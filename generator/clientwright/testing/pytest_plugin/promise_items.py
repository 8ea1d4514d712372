"""One pytest item for each promise and target."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ClientwrightError
from clientwright.problems import Problem, escape_unprintable
from clientwright.testing.errors import EXIT_STOPPED
from clientwright.testing.promises import Promise, Target, Verdict, VerdictState
from clientwright.testing.pytest_plugin.accepted_findings import AcceptedFindings
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report import terminal
from clientwright.testing.report.report_context import ReportContext

STOPPED = pytest.StashKey[bool]()
"""Whether the server ended the run."""

ROOT_NODE_ID = "contract"
"""The start of every node id: `contract::image-to-video/duration/minimum[client]`."""


def item_id(promise: Promise, target: Target) -> str:
    """Return the node id of a promise for a target."""
    return f"{ROOT_NODE_ID}::{promise.id}[{target}]"


_COMMAND_OPTION = re.compile(
    r"(?<![\w-])--"
    r"(server|client|cassettes|endpoint|examples|seed|yes|baseline|patience|jobs-at-once)\b"
)


def in_pytest_words(text: str) -> str:
    """Return a message of the command line with the names that its options have in pytest."""
    text = _COMMAND_OPTION.sub(r"--contract-\1", text)
    text = re.sub(r"(?<![\w-])--specs\b", "--contract", text)
    return re.sub(r"(?<![\w-])--only\b", "-k", text)


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
            first = item_id(self.shown_by.promise, self.shown_by.target)
            lines += [f"{self.verdict.finding.cause}: {first} shows the same fault"]
        return "\n".join(map(escape_unprintable, lines))


class BaselineOutdated(Exception):
    """The baseline's entry for a promise is expired, twice there, or needed no more."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Create it for the problems of the entry."""
        super().__init__("\n".join(map(describe_problem, problems)))


def describe_problem(problem: Problem) -> str:
    """Return a problem in one line, as the command line prints it."""
    text = f"{problem.location}: {problem.code}: {problem.found()} {problem.advice()}"
    return escape_unprintable(text.rstrip())


class PromiseItem(pytest.Item):
    """One promise for one target."""

    def __init__(
        self,
        *,
        results: LazyResults,
        accepted: AcceptedFindings,
        promise: Promise,
        target: Target,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.results, self.promise, self.target = results, promise, target
        self.accepted = accepted
        self.user_properties.append(("promise", promise.id))

    def runtest(self) -> None:
        """Fail if the promise is broken; skip with the reason if it is neither broken nor proved.

        A finding that the baseline accepts is an expected failure; an entry that is wrong is a failure.
        """
        try:
            verdict, context = self.results.verdict(self.promise, self.target)
        except ClientwrightError as error:
            if error.exit_code == EXIT_STOPPED:
                self.end_session(str(error))
            raise
        if context.report.stopped:
            self.end_session(context.report.stopped)
        if verdict.state is VerdictState.BROKEN:
            if reason := self.accepted.reason(verdict, self.results):
                pytest.xfail(escape_unprintable(reason))
            raise PromiseBroken(verdict, context, self.results.shown_by(verdict))
        if problems := self.accepted.problems(verdict):
            raise BaselineOutdated(problems)
        if verdict.state is not VerdictState.PROVED:
            pytest.skip(escape_unprintable(f"{verdict.state}: {verdict.reason}".removesuffix(": ")))

    def end_session(self, reason: str) -> None:
        """Run no further test: the server is gone or refuses the account, so all would say the same."""
        self.session.shouldstop = in_pytest_words(escape_lines(reason)).partition("\n")[0]
        self.session.config.stash[STOPPED] = True

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return a finding, or the error that stopped the trial, without clientwright's traceback."""
        if isinstance(excinfo.value, PromiseBroken):
            outdated = self.accepted.problems(excinfo.value.verdict)
            return "\n".join([str(excinfo.value), *map(describe_problem, outdated)])
        if isinstance(excinfo.value, BaselineOutdated):
            return str(excinfo.value)
        if isinstance(excinfo.value, ClientwrightError):
            return in_pytest_words(escape_lines(str(excinfo.value)))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file and line of the promise in the specs, and its sentence."""
        place = self.results.place_of(self.promise)
        title = f"{escape_unprintable(self.promise.sentence)} [{self.target}]"
        return Path(place.file), max(0, place.line - 1), title


class PromiseCollector(pytest.Collector):
    """The promises of a specs folder, or of the endpoints that were chosen."""

    def __init__(
        self,
        *,
        opening: Callable[[], LazyResults],
        accepted: AcceptedFindings,
        is_selected: Callable[[str], bool],
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.open_results, self.is_selected = opening, is_selected
        self.accepted = accepted

    def collect(self) -> Iterator[PromiseItem]:
        """Yield an item for each selected promise and target, in the order of the trials."""
        results = self.open_results()
        for promise, target in results.promises():
            id = item_id(promise, target)
            if self.is_selected(id):
                yield PromiseItem.from_parent(
                    self,
                    name=id.removeprefix(f"{ROOT_NODE_ID}::"),
                    nodeid=id,
                    results=results,
                    accepted=self.accepted,
                    promise=promise,
                    target=target,
                )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return an error of the specs, the server or the client as the command line prints it."""
        if isinstance(excinfo.value, ClientwrightError):
            return in_pytest_words(escape_lines(str(excinfo.value)))
        return super().repr_failure(excinfo)


def escape_lines(text: str) -> str:
    """Escape control characters, line by line."""
    return "\n".join(map(escape_unprintable, text.splitlines()))
