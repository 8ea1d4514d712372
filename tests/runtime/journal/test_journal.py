"""A journal as its users see it: pending, entries, entry, settle and prune, sync and async."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from inspect import isawaitable
from typing import Any

import pytest

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import hang_up
from runtime.journal.journal_callers import JournalCaller, accept, posts, script


def ask(caller: JournalCaller, verb: str, *about: Any, **more: Any) -> Any:
    """Call a verb of the client's journal."""

    def call(api: Any) -> Any:
        found = getattr(api.journal, verb)(*about, **more)
        assert isawaitable(found) is (caller.mode != "sync")
        return found

    return caller.call(call)


def test_pending_after_a_crash(caller: JournalCaller) -> None:
    """Pending is what runs, what is unknown, and what succeeded but was not downloaded."""
    for state in ("refused", "accepted", "unknown", "succeeded", "failed", "cancelled"):
        caller.bring_to(state, once=state)
    assert [one.once for one in ask(caller, "pending")] == ["accepted", "unknown", "succeeded"]


def test_entries_by_state_and_batch(caller: JournalCaller) -> None:
    """Entries can be asked for by their states; none by a batch that there is not."""
    for state in ("refused", "accepted", "succeeded"):
        caller.bring_to(state, once=state)
    assert [one.once for one in ask(caller, "entries")] == ["refused", "accepted", "succeeded"]
    assert [one.once for one in ask(caller, "entries", ["accepted", "refused"])] == [
        "refused",
        "accepted",
    ]
    assert [one.once for one in ask(caller, "entries", "accepted")] == ["accepted"]
    assert ask(caller, "entries", batch="monday") == []
    with pytest.raises(ConfigurationError, match="no state 'done'; states are sending, unknown"):
        ask(caller, "entries", ["done"])


def test_an_entry_has_many_names(caller: JournalCaller) -> None:
    """An entry is found by itself, its short id, its number in two forms, and its request id."""
    entry = caller.bring_to("accepted")
    for name in (entry, "j1", 1, "1", "job-1"):
        assert ask(caller, "entry", name) == entry
    for name in ("j2", 2, "job-2", "", "j", -1, True and 9, "j1 "):
        assert ask(caller, "entry", name) is None


def test_a_request_id_may_look_like_a_number(caller: JournalCaller) -> None:
    """A request id of digits, too, names its entry, where no entry has the number."""
    script(caller.server, accept("7777"))
    caller.submit()
    assert ask(caller, "entry", "7777").id == 1
    assert ask(caller, "entry", 7777).id == 1


@pytest.mark.parametrize("name", ["j1", 1, "entry"])
def test_settle_as_accepted(caller: JournalCaller, name: Any) -> None:
    """An unknown that was found in the account is accepted; settling it again the same way changes nothing."""
    entry = caller.bring_to("unknown")
    before: Any = None
    for id in ("job-9", " job-9 ", "\tjob-9\n"):
        settled = ask(caller, "settle", entry if name == "entry" else name, request_id=id)
        assert (settled.state, settled.request_id) == ("accepted", "job-9")
        assert before in (None, settled)
        before = settled
    assert caller.entries() == [settled]


def test_settle_as_never_accepted(caller: JournalCaller) -> None:
    """An unknown that was not found is refused; settling it again the same way changes nothing."""
    caller.bring_to("unknown")
    for _ in range(2):
        settled = ask(caller, "settle", "j1", never_accepted=True)
        assert settled.state == "refused"


def test_settle_what_was_settled_wrongly(caller: JournalCaller) -> None:
    """A typing error can be mended until the job's result was read; then the entry is known."""
    entry = caller.bring_to("unknown", once="k")
    for said in ({"request_id": "job-9"}, {"never_accepted": True}, {"request_id": "job-1"}):
        ask(caller, "settle", entry, **said)
    script(caller.server, hang_up)
    assert caller.submit("wait", once="k").request_id == "job-1"
    for said in ({"request_id": "job-9"}, {"never_accepted": True}):
        with pytest.raises(JournalError, match="nothing to settle; it is unchanged") as caught:
            ask(caller, "settle", "j1", **said)
        assert caught.value.entry is not None
    assert caller.states() == ["succeeded"]


def test_an_entry_settles_only_its_own_purchase(caller: JournalCaller) -> None:
    """An entry that was settled and bought again is not settled by what was read before."""
    stale = caller.bring_to("unknown", once="k")
    ask(caller, "settle", stale, never_accepted=True)
    caller.bring_to("unknown", once="k")
    with pytest.raises(JournalError, match="bought again since"):
        ask(caller, "settle", stale, never_accepted=True)
    assert caller.states() == ["unknown"]
    assert ask(caller, "settle", stale.short_id, never_accepted=True).state == "refused"


@pytest.mark.parametrize("state", ["accepted", "succeeded", "failed", "cancelled", "refused"])
def test_only_unknowns_are_settled(caller: JournalCaller, state: str) -> None:
    """An entry that is known cannot be settled, and is unchanged."""
    entry = caller.bring_to(state)
    with pytest.raises(JournalError, match="is not unknown"):
        ask(caller, "settle", entry, request_id="job-5")
    assert caller.entries() == [entry]


def test_settle_as_a_request_of_another_entry(caller: JournalCaller) -> None:
    """Two entries cannot have the same request."""
    caller.bring_to("accepted", once="a")
    caller.bring_to("unknown", once="b")
    with pytest.raises(JournalError, match="request job-1 already belongs to j1"):
        ask(caller, "settle", "j2", request_id="job-1")


BAD_SETTLES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "either request_id=... or never_accepted=True"),
    "both": ({"request_id": "job-1", "never_accepted": True}, "either request_id"),
    "false": ({"never_accepted": False}, "either request_id"),
    "empty": ({"request_id": ""}, "which is no request id"),
    "blanks": ({"request_id": " \t"}, "which is no request id"),
    "control": ({"request_id": "a\nb"}, "which is no request id"),
    "long": ({"request_id": "a" * 513}, "which is no request id"),
    "dots": ({"request_id": ".."}, "which is no request id"),
}


@pytest.mark.parametrize("name", BAD_SETTLES)
def test_bad_settles(caller: JournalCaller, name: str) -> None:
    """What cannot settle an entry is refused, and the entry stays unknown."""
    caller.bring_to("unknown")
    options, text = BAD_SETTLES[name]
    with pytest.raises(ConfigurationError, match=text):
        ask(caller, "settle", "j1", **options)
    assert caller.states() == ["unknown"]


def test_settle_of_no_entry(caller: JournalCaller) -> None:
    """An entry that is not there is named."""
    caller.bring_to("unknown")
    with pytest.raises(JournalError, match="there is no entry 'j7'"):
        ask(caller, "settle", "j7", never_accepted=True)


def test_prune_keeps_keys(caller: JournalCaller) -> None:
    """Pruning forgets results and what bought nothing, but no key that has bought."""
    caller.settings = {"record_inputs": True}
    caller.bring_to("succeeded", once="done")
    caller.bring_to("refused", once="free")
    caller.bring_to("accepted", once="runs")
    script(caller.server, hang_up)
    assert ask(caller, "prune", timedelta(days=1)) == 0
    assert ask(caller, "prune", 0) == 2
    done, runs = caller.entries()
    assert (done.once, done.state, done.result, done.input) == ("done", "succeeded", None, None)
    assert (runs.once, runs.input) == ("runs", {"prompt": "x"})
    assert caller.submit(once="done").request_id == "job-1"
    assert posts(caller.server) == 0


@pytest.mark.parametrize("age", [-1, float("nan"), "1 day", None, True, 10**400])
def test_bad_age(caller: JournalCaller, age: Any) -> None:
    """What is no time prunes nothing."""
    with pytest.raises(ConfigurationError, match="older_than is"):
        ask(caller, "prune", age)


def test_a_journal_by_itself(file_caller: JournalCaller) -> None:
    """A journal can be opened without a client, and shows no more than its name."""
    entry = file_caller.bring_to("accepted")
    with closing(Journal(file_caller.path)) as journal:
        assert journal.entry("j1") == entry
        assert repr(journal) == f"<Journal {file_caller.path}>"
    number: Any = 5
    with pytest.raises(ConfigurationError, match="journal must be a path or an address"):
        Journal(number)


@pytest.mark.parametrize("states", [None, 5, [None], ["odd"], [["accepted"]]])
def test_states_that_are_none(file_caller: JournalCaller, states: Any) -> None:
    """What is no list of states is refused, with the states that there are."""
    with pytest.raises(ConfigurationError, match="sending, unknown, accepted"):
        ask(file_caller, "entries", states)
