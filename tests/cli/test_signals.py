"""Signals that end a run early, in the order in which people and CI systems send them."""

from __future__ import annotations

import os
import signal

import pytest

from clientwright.cli.early_end import termination_as_interrupt

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_first_signal_interrupts(number: signal.Signals, code: int) -> None:
    """The first signal raises KeyboardInterrupt, which the block may handle; its exit code stays."""
    with termination_as_interrupt() as early_end:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        signal.raise_signal(signal.SIGTERM)
    assert early_end.exit_code == code


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_unhandled_signal_ends_the_program(
    number: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the block does not handle the interruption, the program ends with the signal's exit code."""
    with pytest.raises(SystemExit) as caught, termination_as_interrupt():
        signal.raise_signal(number)
    assert caught.value.code == code
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_second_ctrl_c_ends_the_report(first: signal.Signals) -> None:
    """A report that is being written is not disturbed by the first signal, but ends at Ctrl-C after it."""
    with termination_as_interrupt() as early_end:
        early_end.begin_report()
        signal.raise_signal(first)
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_handlers_are_restored() -> None:
    """After the block, signals do what they did before."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    with termination_as_interrupt():
        assert [signal.getsignal(number) for number in numbers] != before
    assert [signal.getsignal(number) for number in numbers] == before
