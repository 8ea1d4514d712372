"""A journal that is made is logged: it may be a typing error, or a path of another folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clientwright.sandbox.server import RunningSandbox, run_sandbox
from runcomfy import Journal, RunComfy, kling
from sandbox.support import specs

FILM = kling.kling_3_0.standard.text_to_video.request(prompt="A lighthouse", duration=5)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """Run a sandbox."""
    with run_sandbox(specs()) as running:
        yield running


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Record what the package logs at INFO."""
    caplog.set_level(logging.INFO, "runcomfy")
    return caplog


def made(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the messages about journals that were made."""
    return [one.getMessage() for one in log.records if vars(one)["event"] == "journal_created"]


def test_a_new_file_is_logged_once_by_its_whole_path(
    sandbox: RunningSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: pytest.LogCaptureFixture,
) -> None:
    """The first submit logs where the journal was made; a client that finds it there logs nothing."""
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        for _ in range(2):
            with RunComfy(sandbox.token, sandbox.base_url, journal="jobs.sqlite") as api:
                api.submit(FILM, once="k")
    (first, second) = made(log)
    assert str(tmp_path / "one" / "jobs.sqlite") in first
    assert str(tmp_path / "two" / "jobs.sqlite") in second
    assert all(one.levelname == "INFO" for one in log.records if "journal" in one.getMessage())


def test_a_look_into_a_new_journal_is_logged(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    """`Journal` makes one, too, whose lists are empty; the log has its name."""
    with closing(Journal(tmp_path / "job.sqlite")) as journal:
        assert journal.pending() == []
        assert [str(tmp_path / "job.sqlite") in one for one in made(log)] == [True]


def test_new_tables_in_postgresql_are_logged(
    postgresql_address: str, log: pytest.LogCaptureFixture
) -> None:
    """A database without a journal gets one, which is logged under its name."""
    for _ in range(2):
        with closing(Journal(postgresql_address)) as journal:
            assert journal.pending() == []
    name = postgresql_address.partition("?")[0].rpartition("/")[2]
    assert [name in one for one in made(log)] == [True]


def test_a_refused_place_is_not_logged(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    """What cannot be a journal is not said to be one."""
    other = tmp_path / "text"
    other.write_text("no database " * 99)
    with closing(Journal(other)) as journal, pytest.raises(Exception, match="cannot be used"):
        journal.pending()
    assert made(log) == []
