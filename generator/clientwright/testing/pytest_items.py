"""Promises as pytest's items: one for each promise and target, told without a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ClientwrightError
from clientwright.locations import add_line
from clientwright.problems import Location, escape_unprintable
from clientwright.testing.lazy_results import LazyResults
from clientwright.testing.promises import Promise, Target, Verdict, VerdictState
from clientwright.testing.report import terminal
from clientwright.testing.report.report_context import ReportContext

ROOT_NODE_ID = "contract"
"""What the ids of all items start with: `contract::image-to-video/duration/minimum[client]`."""


class PromiseBroken(Exception):
    """A promise is broken; `verdict` says which, and how that was seen."""

    def __init__(self, verdict: Verdict, told: ReportContext) -> None:
        """Keep what there is to tell."""
        super().__init__(verdict.promise.id)
        self.verdict, self.context = verdict, told

    def __str__(self) -> str:
        promise = self.verdict.promise
        lines = [
            promise.sentence,
            str(promise.place),
            *terminal.evidence_lines(self.verdict, self.context),
        ]
        return "\n".join(map(escape_unprintable, lines))


class PromiseItem(pytest.Item):
    """One promise held against one target."""

    def __init__(
        self, *, held: LazyResults, promise: Promise, target: Target, place: Location, **rest: Any
    ):
        super().__init__(**rest)
        self.results, self.promise, self.target, self.spec_location = held, promise, target, place
        self.user_properties.append(("promise", promise.id))

    def runtest(self) -> None:
        """Fail where the promise is broken, skip with the reason where it is not proved."""
        verdict, told = self.results.verdict(self.promise, self.target)
        if verdict.state is VerdictState.BROKEN:
            raise PromiseBroken(verdict, told)
        if verdict.state is not VerdictState.PROVED:
            pytest.skip(escape_unprintable(f"{verdict.state}: {verdict.reason}".removesuffix(": ")))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell a finding, or what stopped the trial, without the way through this program."""
        if isinstance(excinfo.value, (PromiseBroken, ClientwrightError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the line of the spec in which the promise stands, and the promise itself."""
        told = f"{escape_unprintable(self.promise.sentence)} [{self.target}]"
        return Path(self.spec_location.file), max(0, self.spec_location.line - 1), told


class PromiseCollector(pytest.Collector):
    """All promises of a specs folder."""

    def __init__(self, *, opening: Callable[[], LazyResults], **rest: Any) -> None:
        super().__init__(**rest)
        self.open_results = opening

    def collect(self) -> Iterator[PromiseItem]:
        """Give an item for each promise and target, in the order of the trials."""
        held, texts = self.open_results(), dict[str, str]()
        for promise, target in held.promises():
            name = f"{promise.id}[{target}]"
            yield PromiseItem.from_parent(
                self,
                name=name,
                nodeid=f"{ROOT_NODE_ID}::{name}",
                held=held,
                promise=promise,
                target=target,
                place=add_line(promise.place, texts),
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell what is wrong with the specs, the server or the client as the command line does."""
        if isinstance(excinfo.value, ClientwrightError):
            return escape_lines(str(excinfo.value))
        return super().repr_failure(excinfo)


def escape_lines(said: str) -> str:
    """Escape what moves a terminal, line by line."""
    return "\n".join(map(escape_unprintable, said.splitlines()))
