"""`settle`: what it asks the API about, what it changes, and what it says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.sandbox.server import RunningSandbox
from runcomfy._runtime.command import settling
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.command.journal_support import (
    CommandHere,
    claimed,
    journal_rows,
)
from runtime.command.journal_support import command_here as command
from runtime.command.shop import GONE, STATUS, Shop, settings, submit


@pytest.fixture(autouse=True)
def short_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command ask the API for a second, not for ten."""
    monkeypatch.setattr(settling, "CHECK_SECONDS", 1.0)


def test_settle(here: CommandHere, journal: Path) -> None:
    """An unknown is settled once, with either truth; saying the same again changes nothing."""
    for _ in range(2):
        done = here("settle", "7", "--request-id", "r-7", "--json")
        assert done.code == 0
        entry = json.loads(done.out)["entry"]
        assert (entry["state"], entry["request_id"]) == ("accepted", "r-7")
    database = open_journal(journal)
    other = claimed(database)
    database.unknown(other, "lost")
    database.close()
    done = here("settle", other.short_id, "--never-accepted")
    assert (done.code, done.err) == (0, "")
    assert "settled: j8" in done.out
    assert here.listed("--state", "unknown") == []


def test_settle_says_what_follows(here: CommandHere, journal: Path) -> None:
    """The answer of `settle` says what a submit does from now on."""
    done = here("settle", "j7", "--never-accepted")
    assert done.out.splitlines()[1] == "its key buys again when it is submitted"
    done = here("settle", "j7", "--request-id", "r-7", "--json")
    assert json.loads(done.out)["consequence"] == "its key joins this request from now on"
    database = open_journal(journal)
    for more in ({}, {"once": "batch b 0 ff", "batch": "b", "position": 0}):
        database.unknown(claimed(database, **more), "lost")
    database.close()
    assert "it counts as not bought" in here("settle", "j8", "--never-accepted").out
    assert "its place in the batch buys again" in here("settle", "j9", "--never-accepted").out


def test_a_request_id_that_is_none(here: CommandHere) -> None:
    """A text that no request has is refused, with the option that it was given for."""
    done = here("settle", "j7", "--request-id", " ")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: --request-id ' ' is not a request id.\n"


def test_never_accepted_needs_the_account_if_a_request_is_known(
    here: CommandHere, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the API cannot be asked about the request of an entry, nothing is settled unless that is said."""
    assert here("settle", "j7", "--request-id", "r-7").code == 0
    before = journal_rows(journal)
    done = here("settle", "j7", "--never-accepted")
    assert (done.code, done.out, journal_rows(journal)) == (2, "", before)
    assert "RUNCOMFY_API_TOKEN" in done.err
    assert ".." not in done.err
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "t")
    base = ("--base-url", "http://127.0.0.1:9/v1")
    done = here(*base, "settle", "j7", "--never-accepted")  # with the token of another account
    assert (done.code, journal_rows(journal)) == (2, before)
    assert "j7 (" in done.err
    assert "of account studio-a" in done.err
    assert here("settle", "j7", "--never-accepted", "--unchecked").code == 0


def test_settle_asks_about_the_request(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """`settle` refuses a request that the account does not have, unless it is not to ask."""
    (id,) = submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    database = open_journal(journal)
    (entry,) = database.entries()
    database.close()
    other = tmp_path / "other.sqlite"
    database = open_journal(other)
    unknown = claimed(database, scope=Scope(entry.base_url, entry.account))
    database.unknown(unknown, "lost")
    database.close()
    env = settings(sandbox, other)
    done = command("settle", "j1", "--request-id", "no such", env=env)
    assert (done.code, "this account has no request no such" in done.err) == (2, True)
    assert "Correct this setting" not in done.err
    assert ".." not in done.err
    done = command("settle", "j1", "--request-id", "no such", "--unchecked", env=env)
    assert (done.code, done.err) == (0, "")
    done = command("settle", "j1", "--request-id", f" {id} ", env=env)
    assert (done.code, done.err, f"request {id})" in done.out) == (0, "", True)


def test_never_accepted_asks_about_the_request(server: ByteServer, shop: Shop) -> None:
    """What the account has was accepted, whatever a person says; without an answer nothing is settled."""
    entry = shop.entry(None, once="k")
    server.actions = [reply(STATUS)]
    assert shop("settle", "j1", "--request-id", "job-1").code == 0
    done = shop("settle", "j1", "--never-accepted")
    assert (done.code, done.out, shop.state(entry)) == (2, "", "accepted")
    assert "the account has request job-1 (in_progress), so j1 was accepted" in done.err
    server.actions = [reply({"message": "bad token."}, 401)]
    done = shop("settle", "j1", "--never-accepted")
    assert (done.code, done.out, shop.state(entry)) == (1, "", "accepted")
    assert "could not be asked whether that was accepted: bad token. Nothing was" in done.err
    server.actions = [GONE]
    done = shop("settle", "j1", "--never-accepted")
    assert (done.code, shop.state(entry)) == (0, "refused")
    server.actions = [reply(STATUS)]
    assert shop("settle", "j1", "--request-id", "job-1").code == 0
    assert shop("settle", "j1", "--never-accepted", "--unchecked").code == 0
    assert shop.state(entry) == "refused"


def test_never_accepted_asks_about_the_request_that_the_answer_named(
    server: ByteServer, shop: Shop
) -> None:
    """A request that the lost answer had named is asked about, also after another one was said."""
    database = open_journal(shop.journal)
    entry = claimed(database, Scope(server.base_url, "studio-a"), once="k")
    database.unknown(entry, "its answer was cut", "job-1")
    database.close()
    server.actions = [reply(STATUS)]
    assert shop("settle", "j1", "--never-accepted").code == 2
    assert shop("settle", "j1", "--request-id", "job-7", "--unchecked").code == 0
    server.actions = [GONE, reply(STATUS)]
    done = shop("settle", "j1", "--never-accepted")
    assert (done.code, "the account has request job-1" in done.err) == (2, True)
    assert shop.state(entry) == "accepted"


@pytest.mark.parametrize("given", ["../x", "a/b?c", "a%2Fb", "a#b", "a\\b"])
def test_a_piece_of_a_url_is_no_request_id(server: ByteServer, shop: Shop, given: str) -> None:
    """A text that divides a URL settles nothing and is not asked about, unless the person insists."""
    entry = shop.entry(None, once="k")
    done = shop("settle", "j1", "--request-id", given)
    assert (done.code, done.out, shop.state(entry)) == (2, "", "unknown")
    assert "does not look like a request id" in done.err
    assert server.received == []
    assert shop("settle", "j1", "--request-id", given, "--unchecked").code == 0
    assert shop.state(entry) == "accepted"


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"\0\0\0\x18ftypisom"),
        reply({"request_id": "job-2", "status": "completed"}),
        reply({}),
        reply({"message": "no such id"}, 400),
        reply({"message": "no such id"}, 422),
        reply({"message": "no such id"}, 418),
    ],
)
def test_an_answer_that_does_not_say_so_settles_nothing(
    server: ByteServer, shop: Shop, answer: ServerAction
) -> None:
    """Only a status of the request is a yes; any other answer leaves the unknown as it is."""
    entry = shop.entry(None, once="k")
    server.actions = [answer]
    done = shop("settle", "j1", "--request-id", "job-1")
    assert (done.code, done.out, shop.state(entry)) == (2, "", "unknown")
    assert "Nothing was changed; add --unchecked" in done.err
    assert shop("settle", "j1", "--request-id", "job-1", "--unchecked").code == 0


@pytest.mark.parametrize("status", [401, 503])
def test_a_check_that_was_not_possible_is_told(server: ByteServer, shop: Shop, status: int) -> None:
    """Where the API cannot be asked, a person's word counts, and it is said that nobody has checked it."""
    entry = shop.entry(None, once="k")
    server.actions = [reply({"message": "not now"}, status)]
    done = shop("settle", "j1", "--request-id", "job-1")
    assert (done.code, shop.state(entry)) == (0, "accepted")
    assert "request job-1 was not checked with the API" in done.err
