"""The job store in a real SQLite file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.sandbox.job_store import APPLICATION_ID, STORE_VERSION, JobStore
from clientwright.sandbox.request_ids import new_request_id
from clientwright.sandbox.stored_job import JobOutcome, StoredJob

JOB = StoredJob("r", "a/b", "sandbox", {"prompt": "猫 \x00"}, 100.0, 6.0, 9.0)


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobStore]:
    """Return one store for many examples."""
    with closing(JobStore.open(tmp_path_factory.mktemp("store") / "jobs.sqlite")) as store:
        yield store


VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
SPAN = st.floats(0, 1e9)
FIELDS = {"created_at": SPAN, "queue_seconds": SPAN, "run_seconds": SPAN}
JOBS = st.builds(
    StoredJob,
    request_id=st.builds(new_request_id),
    model_id=st.text(),
    account=st.text(),
    payload=st.dictionaries(st.text(), VALUES, max_size=3),
    outcome=st.sampled_from(JobOutcome),
    cancelled_at=st.none() | SPAN,
    cancel_asked_at=st.none() | SPAN,
    faults=st.lists(st.dictionaries(st.text(), VALUES, max_size=2), max_size=2).map(tuple),
    **FIELDS,
)


@given(JOBS)
@settings(max_examples=50)
def test_job_round_trip(steady: JobStore, job: StoredJob) -> None:
    """A loaded job equals the stored one."""
    steady.add(job)
    assert steady.find(job.request_id) == job


def test_request_ids_are_plain_words() -> None:
    """Request ids are new each time: 32 letters and digits, which are no option of a command and name a file."""
    ids = {new_request_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(i) == 32 and i.isascii() and i.isalnum() for i in ids)


def test_cancel_only_while_waiting(tmp_path: Path) -> None:
    """Only a waiting job is cancelled, and the time of its first cancel is kept."""
    with closing(JobStore.open(tmp_path / "jobs")) as store:
        store.add(JOB)
        store.add(replace(JOB, request_id="late"))
        assert [store.cancel("r", 105), store.cancel("r", 200)] == [True, True]
        assert [store.cancel("late", 106), store.cancel("none", 105)] == [False, False]
        assert [store.find(i) for i in ("r", "none")] == [replace(JOB, cancelled_at=105), None]


def test_files_of_the_first_version_are_read(tmp_path: Path) -> None:
    """A file of version 1 keeps its jobs, and takes new ones."""
    file = tmp_path / "jobs"
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        old.execute(
            "CREATE TABLE jobs (request_id TEXT PRIMARY KEY, model_id TEXT NOT NULL, account TEXT NOT NULL, "
            "payload TEXT NOT NULL, created_at REAL NOT NULL, queue_seconds REAL NOT NULL, "
            "run_seconds REAL NOT NULL, outcome TEXT NOT NULL, cancelled_at REAL) WITHOUT ROWID"
        )
        old.execute(
            "INSERT INTO jobs VALUES ('r', 'a/b', 'sandbox', ?, 100, 6, 9, 'succeeded', NULL)",
            ('{"prompt": "猫 \\u0000"}',),
        )
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    for _ in range(2):
        with closing(JobStore.open(file)) as store:
            assert store.find("r") == JOB
    with closing(JobStore.open(file)) as store:
        newer = replace(JOB, request_id="s", cancel_asked_at=107.0, faults=({"msg": "x"},))
        store.add(newer)
        assert store.find("s") == newer


def test_concurrent_adds(tmp_path: Path) -> None:
    """Concurrent adds from threads lose nothing."""
    with closing(JobStore.open(tmp_path / "jobs")) as store, ThreadPoolExecutor(8) as pool:
        list(pool.map(store.add, [replace(JOB, request_id=str(n)) for n in range(200)]))
        assert all(store.find(str(n)) for n in range(200))


def test_stores_share_a_file(tmp_path: Path) -> None:
    """A job that one process adds is found by another on the same file."""
    file = tmp_path / "jobs"
    with closing(JobStore.open(file)) as one, closing(JobStore.open(file)) as other:
        one.add(JOB)
        assert other.cancel("r", 101)
        assert one.find("r") == replace(JOB, cancelled_at=101)


CRASH = """
import os, sys
from pathlib import Path
from clientwright.sandbox.stored_job import StoredJob
from clientwright.sandbox.job_store import JobStore
store = JobStore.open(Path(sys.argv[1]))
store.add(StoredJob("r", "a/b", "sandbox", {}, 100.0, 6.0, 9.0))
store.connection.execute("BEGIN IMMEDIATE")
store.connection.execute("DELETE FROM jobs")
os._exit(9)
"""


def test_crash_loses_no_job(tmp_path: Path) -> None:
    """A process that dies in the middle of a change keeps every job it had accepted."""
    file = tmp_path / "jobs"
    generator = Path(__file__).parent.parent.parent / "generator"
    environment = {**os.environ, "PYTHONPATH": str(generator)}
    done = subprocess.run([sys.executable, "-c", CRASH, str(file)], env=environment, check=False)
    assert done.returncode == 9
    with closing(JobStore.open(file)) as store:
        assert store.find("r") == StoredJob("r", "a/b", "sandbox", {}, 100.0, 6.0, 9.0)


def _foreign(path: Path, application: int, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE jobs (mine TEXT)")
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize(
    ("application", "version", "message"),
    [
        (0, 0, "another program"),
        (7, STORE_VERSION, "another program"),
        (APPLICATION_ID, STORE_VERSION + 1, f"version {STORE_VERSION + 1}"),
    ],
)
def test_foreign_database_is_refused(
    tmp_path: Path, application: int, version: int, message: str
) -> None:
    """A database of another program or version is refused and unchanged."""
    file = tmp_path / "jobs"
    _foreign(file, application, version)
    before = file.read_bytes()
    with pytest.raises(UsageError, match=message):
        JobStore.open(file)
    assert [path.name for path in tmp_path.iterdir()] == ["jobs"]
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"my diary", b"SQLite format 3\0", b"x" * 5000])
def test_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is not a database is refused and unchanged."""
    file = tmp_path / "jobs"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="not an SQLite database"):
        JobStore.open(file)
    assert file.read_bytes() == content


def test_truncated_database_is_refused(tmp_path: Path) -> None:
    """A truncated file of ours is refused, not silently repaired."""
    file = tmp_path / "jobs"
    JobStore.open(file).close()
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(UsageError, match="cannot keep jobs in"):
        JobStore.open(file)


def test_impossible_path_is_refused(tmp_path: Path) -> None:
    """A folder, and a path below a file, are refused with the path."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "jobs", tmp_path / "file" / "below" / "jobs"):
        with pytest.raises(UsageError, match=str(path)):
            JobStore.open(path)


def test_missing_folders_are_created(tmp_path: Path) -> None:
    """Missing folders of the file are created."""
    file = tmp_path / "some" / "folder" / "jobs"
    JobStore.open(file).close()
    assert file.is_file()


def test_empty_file_is_a_new_database(tmp_path: Path) -> None:
    """An empty file, as `tempfile` creates it, becomes a new database."""
    file = tmp_path / "jobs"
    file.touch()
    with closing(JobStore.open(file)) as store:
        store.add(JOB)
        assert store.find("r") == JOB
