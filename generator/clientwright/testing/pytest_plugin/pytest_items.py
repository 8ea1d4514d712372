"""Promises as pytest items: one for each promise and target, reported without a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ClientwrightError
from clientwright.locations import add_line
from clientwright.problems import Location, escape_unprintable
from clientwright.testing.promises import Promise, Target, Verdict, VerdictState
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report import terminal
from clientwright.testing.report.report_context import ReportContext

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
