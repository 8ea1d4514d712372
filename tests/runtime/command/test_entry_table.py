"""The table of jobs: its order, its cells, and the advice about the unknown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.command.entry_advice import advice, entry_facts
from clientwright.runtime.command.entry_table import COLUMNS, age, spent, table
from clientwright.runtime.command.journal_commands import in_order, is_urgent
from clientwright.runtime.journal.entry import (
    EXPIRED,
    STATES,
    Entry,
    SavedFile,
    is_wanting,
    local_time,
)

BASE = Entry(
    id=1,
    state="accepted",
    base_url="https://api.example/v1",
    account="studio-a",
    endpoint="kling/x",
    once=None,
    batch=None,
    position=None,
    fingerprint="f",
    once_on=None,
    input={"prompt": "secret"},
    request_id="r-1",
    reason=None,
    created_at=1_000_000.0,
    updated_at=1_000_000.0,
    price=None,
    cost=None,
    result={"output": "https://x.example/v.mp4?signature=secret"},
    files=(),
    token="secret",
    owner="secret",
)
FILE = SavedFile("out/a.mp4", "00", 3)
entries = st.lists(
    st.builds(
        replace,
        st.just(BASE),
        id=st.integers(1, 10**6),
        state=st.sampled_from(STATES),
        once=st.none() | st.text(max_size=60),
        batch=st.none() | st.text(max_size=60),
        account=st.sampled_from(["studio-a", "token:1"]),
        created_at=st.floats(0, 2e6),
        price=st.none() | st.decimals(0, 1000, places=2),
        files=st.sampled_from([(), (FILE,)]),
    ),
    min_size=1,
    max_size=9,
)


def plain(text: str, colour: str) -> str:
    """Return text as it is."""
    return text


@given(entries)
def test_what_needs_a_person_comes_first(found: list[Entry]) -> None:
    """Unknown entries come first, then what may expire, oldest first; nothing is lost."""
    ordered = in_order(found)
    assert sorted(map(id, ordered)) == sorted(map(id, found))
    unknown = [one.state == "unknown" for one in ordered]
    assert unknown == sorted(unknown, reverse=True)
    expiring = [
        one
        for one in ordered
        if one.state == "accepted" or (one.state == "succeeded" and not one.files)
    ]
    assert [one.created_at for one in expiring] == sorted(one.created_at for one in expiring)
    urgent = [is_urgent(one) for one in ordered]
    assert urgent == sorted(urgent, reverse=True)


@given(entries)
def test_every_entry_is_one_line(found: list[Entry]) -> None:
    """A table has a head and a line for each entry, and no character that moves the cursor."""
    lines = table(found, plain, now=2e6)
    assert len(lines) == len(found) + 1
    assert lines[0].split()[: len(COLUMNS)] == [one.head for one in COLUMNS]
    for line, entry in zip(lines[1:], found, strict=True):
        assert line.isprintable()
        assert line.startswith(f"{entry.short_id} ")
        assert entry.state in line
        assert "secret" not in line
    assert ("account" in lines[0]) == (len({one.account for one in found}) > 1)


@given(entries)
def test_json_has_no_secret(found: list[Entry]) -> None:
    """An entry as JSON has its facts, money as text, and neither inputs, results nor tokens."""
    for one in found:
        text = json.dumps(facts := entry_facts(one))
        assert "secret" not in text
        assert facts["price"] == (None if one.price is None else str(one.price))
        assert (facts["id"], facts["state"]) == (one.short_id, one.state)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (30 * 86_400, "30 d")],
)
def test_ages(seconds: float, text: str) -> None:
    """An age is told in its largest whole unit."""
    assert age(seconds) == text


def test_advice_says_what_to_run() -> None:
    """The advice about an unknown has the time, the endpoint and both commands, and no query."""
    one = replace(BASE, state="unknown", reason="lost: https://x.example/a?signature=secret\n")
    lines = advice([one], "python -m runcomfy")
    text = "\n".join(lines)
    assert all(line.isprintable() for line in lines)
    assert "secret" not in text
    for part in ("j1", "kling/x", "python -m runcomfy settle j1", "--never-accepted"):
        assert part in text


def test_costs_are_added_without_what_was_not_bought() -> None:
    """The real cost counts before the price, unknown outcomes count, refused submits do not."""
    found = [
        replace(BASE, price=Decimal("0.5"), cost=Decimal("0.42")),
        replace(BASE, state="unknown", price=Decimal("0.1")),
        replace(BASE, state="refused", price=Decimal("7")),
        BASE,
    ]
    assert spent(found) == ", ~0.52 USD as far as prices are known"
    assert spent([BASE]) == ""


def test_advice_has_the_request_that_was_named() -> None:
    """If the answer named a request, the command has its id, quoted for a shell."""
    one = replace(BASE, state="unknown", request_id="r 1", batch="b", position=4)
    first, _, accepted, _ = advice([one], "run")
    assert "request r 1" in first
    assert "place 4 of batch b" in first
    assert accepted == "  run settle j1 --request-id 'r 1'"
    assert advice([], "run") == []


@pytest.fixture
def saved(tmp_path: Path) -> Entry:
    """Return an entry with two outputs, of which each was saved in two folders."""
    files: list[SavedFile] = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for place in (1, 2):
            (path := tmp_path / folder / f"job-{place}.mp4").write_bytes(b"abc")
            files.append(SavedFile(str(path), "00", 3))
    return replace(BASE, state="succeeded", files=tuple(files))


def cell(entry: Entry) -> str:
    """Return what the table shows of files."""
    return table([entry], plain)[1].rpartition("  ")[2]


def test_outputs_are_counted_not_copies(saved: Entry) -> None:
    """An output that was saved in two folders counts once, and is there while one whole copy is."""
    first, second, third, _ = (Path(one.path) for one in saved.files)
    assert (cell(saved), is_wanting(saved)) == ("2", False)
    first.unlink()
    second.write_bytes(b"ab")  # cut
    assert (cell(saved), is_wanting(saved)) == ("2", False)
    third.write_bytes(b"abcd")
    assert (cell(saved), is_wanting(saved)) == ("1 of 2", True)


def test_files_elsewhere_are_taken_to_be_there(saved: Entry) -> None:
    """A file at a URL is not asked for; one whose path cannot be is not there."""
    url = SavedFile("s3://bucket/job-1.mp4", "00", 3)
    assert cell(replace(saved, files=(url,))) == "1"
    assert cell(replace(saved, files=(SavedFile("a\0b", "00", 3),))) == "0 of 1"


def test_what_has_expired_is_not_wanting(saved: Entry) -> None:
    """A job whose output nobody has any more is told as expired, and not asked for again."""
    gone = replace(saved, files=(), reason=EXPIRED)
    assert (cell(gone), is_wanting(gone)) == ("expired", False)
    assert is_wanting(replace(saved, files=(), reason=None))


@given(st.floats(0, 253_370_764_799))
def test_times_name_their_zone(seconds: float) -> None:
    """A time in a message can be read back, to the second."""
    assert int(datetime.fromisoformat(local_time(seconds)).timestamp()) == int(seconds)
