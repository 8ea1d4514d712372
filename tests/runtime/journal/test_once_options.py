"""The options of keys, and what errors and records say of them."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.errors import (
    ConfigurationError,
    InsufficientBalance,
    SubmitUnknown,
)
from clientwright.runtime.journal.claim import VERDICTS, verdict
from clientwright.runtime.journal.entry import STATES
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.journal.journal_callers import (
    REQUEST,
    JournalCaller,
    accept,
    posts,
    script,
)

BAD_OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "long": ({"once": "k" * 10_000}, "once has 10,000 characters; it must have 1 to 255"),
    "empty": ({"once": ""}, "once has 0 characters"),
    "control": ({"once": "a\x00b"}, "control characters"),
    "line": ({"once": "a\n"}, "line ends"),
    "surrogate": ({"once": "\ud800"}, "cannot be printed"),
    "number": ({"once": 5}, "once is int; it must be text"),
    "bytes": ({"once": b"k"}, "once is bytes"),
    "on-alone": ({"once_on": ["prompt"]}, "once_on needs a key"),
    "on-text": ({"once": "k", "once_on": "prompt"}, "it must be a list of field names"),
    "on-empty": ({"once": "k", "once_on": []}, "it must be a list of field names"),
    "on-number": ({"once": "k", "once_on": [1]}, "it must be a list of field names"),
    "on-none": ({"once": "k", "once_on": 5}, "it must be a list of field names"),
    "on-typo": ({"once": "k", "once_on": ["promt"]}, "did you mean 'prompt'"),
    "again-alone": ({"again": True}, "again needs a key"),
    "again-text": ({"once": "k", "again": "yes"}, "again is 'yes'; it must be True or False"),
}


@pytest.mark.parametrize("name", BAD_OPTIONS)
def test_bad_options_are_refused(caller: JournalCaller, name: str) -> None:
    """A key or another option that cannot be used is a setting to correct; nothing is sent or written."""
    options, text = BAD_OPTIONS[name]
    script(caller.server)
    with pytest.raises(ConfigurationError, match=text):
        caller.submit(**options)
    assert (posts(caller.server), caller.states()) == (0, [])


@pytest.mark.parametrize(
    "options", [{"once": "k"}, {"once_on": ["prompt"]}, {"again": True}], ids=str
)
def test_options_need_a_journal(caller: JournalCaller, options: dict[str, Any]) -> None:
    """Without a journal there are no keys, and the error says how to get one."""
    script(caller.server)
    caller.settings = {"journal": None}
    with pytest.raises(ConfigurationError, match="needs a journal"):
        caller.submit(**options)
    with pytest.raises(ConfigurationError, match="needs a journal"):
        caller.call(lambda api: api.run(REQUEST, **options))
    assert caller.server.received == []


@pytest.mark.parametrize("key", ["k" * 255, "scène 12 / take 3", "日本", "' OR 1=1 --", "?"])
def test_any_printable_key(caller: JournalCaller, key: str) -> None:
    """Keys of up to 255 printable characters work, whatever they are."""
    script(caller.server)
    for _ in range(2):
        job = caller.submit(once=key)
    assert (job.entry.once, posts(caller.server)) == (key, 1)


def test_racing_threads_buy_once(sync_caller: JournalCaller) -> None:
    """Threads that submit the same key at once buy one job, and all get it."""
    script(sync_caller.server, *(accept(f"job-{n}") for n in range(1, 9)))
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(sync_caller.submit, once="k") for _ in range(24)]
    assert {job.result().request_id for job in jobs} == {"job-1"}
    assert posts(sync_caller.server) == 1


def test_failure_of_a_replaced_key_counts_no_more(
    server: ByteServer, caller: JournalCaller
) -> None:
    """After `again=True`, the new job's state counts."""
    caller.bring_to("failed")
    script(server, accept("job-2"))
    caller.submit(once="k", again=True)
    assert caller.submit(once="k").request_id == "job-2"


def test_the_documents_have_the_same_table() -> None:
    """The table in docs/journal.md says of every state what the rule says."""
    words = {
        "buy": "buys",
        "replace": "buys another",
        "join": "joins",
        "wait": "waits",
        "unknown": "stops",
        "raise": "raises",
    }
    text = (Path(__file__).parents[3] / "docs" / "journal.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([\w ]+) \| ([\w ]+) \|$", text, re.M)
    assert {state: (once, again) for state, once, again in rows} == {
        state: (words[verdict(state, False)], words[verdict(state, True)]) for state in STATES
    }
    assert set(words) == set(VERDICTS)


def test_a_refusal_that_names_a_request_frees_no_key(caller: JournalCaller) -> None:
    """A refusal with a request id is raised as it is; its key stops until a person settles it."""
    refusal = reply({"request_id": "job-5", "error_code": 400002, "message": "no balance"}, 400)
    script(caller.server, refusal)
    with pytest.raises(InsufficientBalance) as caught:
        caller.submit(once="k")
    assert (caught.value.request_id, caught.value.code) == ("job-5", 400002)
    with pytest.raises(SubmitUnknown, match="no balance") as stopped:
        caller.submit(once="k")
    assert stopped.value.request_id == "job-5"
    assert (caller.states(), posts(caller.server)) == (["unknown"], 1)
    assert caller.call(lambda api: api.journal.prune(0)) == 0
    caller.call(lambda api: api.journal.settle("j1", never_accepted=True))
    script(caller.server)
    assert caller.submit(once="k").request_id == "job-1"
    assert {one.request_id for one in caller.entries()} == {"job-5", "job-1"}


@pytest.mark.parametrize("state", ["accepted", "refused", "unknown", "not_sent"])
def test_records_of_a_submit_name_its_entry(
    caller: JournalCaller, caplog: pytest.LogCaptureFixture, state: str
) -> None:
    """Every record of a submit with a journal has its key and its entry."""
    caplog.set_level(logging.DEBUG, "demo")
    caller.bring_to(state, once="k")
    records = [vars(one) for one in caplog.records if one.name == "demo"]
    assert records[-1]["event"] == state
    assert {(one["once"], one["entry"]) for one in records} == {("k", "j1")}


@pytest.mark.parametrize("named", [False, True])
def test_a_lost_answer_names_its_entry(caller: JournalCaller, named: bool) -> None:
    """The error of a submit whose answer was lost has its entry, and a request id that was read of it."""
    broken = reply({"request_id": "job-5", "error_code": 123}, 500)
    script(caller.server, broken if named else hang_up)
    with pytest.raises(SubmitUnknown, match="it is j1 in the journal: settle it") as caught:
        caller.submit(once="k")
    entry = caught.value.entry
    assert entry is not None
    assert (entry.id, entry.state, entry.once) == (1, "unknown", "k")
    assert entry.request_id == caught.value.request_id == ("job-5" if named else None)
    assert entry.reason == caller.entries()[0].reason
