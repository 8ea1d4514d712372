"""Progress: on a terminal, as lines without one, to a function, or not at all."""

from __future__ import annotations

import io
import itertools
import os
import unicodedata
from contextlib import suppress
from decimal import Decimal

import pytest

from clientwright.runtime.batch import progress_report as module
from clientwright.runtime.batch.batch_progress import BatchProgress
from clientwright.runtime.batch.progress_report import LineReport, TerminalReport, progress_report

HALF = BatchProgress("monday", 10, 5, 3, 3, 1, 0, 1, 0, Decimal("1.25"), Decimal(0), 12.4)
DONE = HALF._replace(done=10, running=0)


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_text_without_a_terminal() -> None:
    """Without a terminal there is a line when the last one is old, and one at the end, without colour."""
    stream, times = io.StringIO(), iter([0.0, 1.0, 29.9, 30.0, 59.0, 61.0])
    report = LineReport(stream, lambda: next(times))
    for _ in range(5):
        report.show(HALF)
    report.end(DONE)
    lines = stream.getvalue().splitlines()
    assert lines[:2] == 2 * [
        "batch 'monday': 5 of 10 done, 3 running, 3 succeeded, 1 failed, 1 unknown, 1.25 USD, 12 s"
    ]
    assert len(lines) == 3
    assert "\x1b" not in stream.getvalue()


def test_a_plain_terminal() -> None:
    """On a terminal without rich one line is written again and again, without colour."""
    stream, times = Terminal(), iter([1.0, 1.0, 1.01, 2.0, 2.0])
    report = TerminalReport(stream, lambda: next(times))
    for _ in range(3):
        report.show(HALF)
    report.end(DONE)
    text = stream.getvalue()
    assert text.count("\r") == 3
    assert text.count("\n") == 1
    assert "\x1b" not in text


def everything(reader: int) -> bytes:
    """Read a terminal whose other end is closed: one read may return only a part."""
    found = b""
    with suppress(OSError):
        while part := os.read(reader, 10_000):
            found += part
    return found


@pytest.mark.parametrize("columns", [1, 2, 20, 60, 200])
def test_a_narrow_terminal(columns: int) -> None:
    """Each drawing stays in one line of the terminal, also with wide letters; the last one is whole."""
    termios = pytest.importorskip("termios")
    reader, writer = os.openpty()
    termios.tcsetwinsize(writer, (24, columns))
    with open(writer, "w", encoding="utf-8") as stream:
        report, wide = TerminalReport(stream, itertools.count().__next__), "\u6f22\u5b57" * 9
        for one in (HALF, HALF._replace(batch=wide), HALF):
            report.show(one)
        report.end(DONE)
    _, *drawn, last = everything(reader).decode().replace("\r\n", "").split("\r")
    os.close(reader)
    assert len(drawn) == 3
    for text in drawn:
        cells = [1 + (unicodedata.east_asian_width(char) == "W") for char in text]
        assert sum(cells) <= columns
    assert last.rstrip() == str(DONE)
    assert columns < 200 or drawn[0] == str(HALF)


@pytest.mark.parametrize("has_rich", [True, False])
def test_rich_is_used_where_it_is_installed(
    has_rich: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal gets rich's bar or a plain line; both say how many are done."""
    monkeypatch.setenv("TERM", "xterm")
    if not has_rich:
        monkeypatch.setattr(module, "find_spec", lambda _: None)
    stream = Terminal()
    report = progress_report(None, stream)
    report.show(HALF)
    report.end(DONE)
    assert isinstance(report, TerminalReport) != has_rich
    assert "10" in stream.getvalue()


def test_false_is_silent_and_a_function_hears_news_only() -> None:
    """`progress=False` writes nothing; a function is called at each change but that of the clock."""
    stream, heard = io.StringIO(), list[BatchProgress]()
    silent = progress_report(False, stream)
    silent.show(HALF)
    silent.end(DONE)
    assert stream.getvalue() == ""
    report = progress_report(heard.append, stream)
    for one in (HALF, HALF._replace(seconds=13.0), DONE):
        report.show(one)
    report.end(DONE)
    assert heard == [HALF, DONE]


def test_a_program_without_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no standard error, nothing is written."""
    monkeypatch.setattr("sys.stderr", None)
    progress_report(None).end(DONE)
