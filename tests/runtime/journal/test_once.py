"""What a submit does whose key the journal knows: the table of `once=`, row by row, and what a key is."""

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
    JobCancelled,
    JobFailed,
    SubmitUnknown,
)
from clientwright.runtime.journal.claim import VERDICTS, verdict
from clientwright.runtime.journal.entry import STATES
from clientwright.runtime.journal.errors import KeyConflict
from runtime.byte_server import ByteServer, hang_up, reply, run_server
from runtime.demo_service import ENDPOINT
from runtime.journal.journal_callers import (
    REFUSAL,
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)

OTHER = ENDPOINT.request({"prompt": "y"})
BUYS, JOINS = (1, "job-2"), (0, "job-1")
TABLE: list[tuple[str, bool, int, object]] = [
    ("not_sent", False, *BUYS),
    ("not_sent", True, *BUYS),
    ("refused", False, *BUYS),
    ("refused", True, *BUYS),
    ("unknown", False, 0, SubmitUnknown),
    ("unknown", True, 0, SubmitUnknown),
    ("accepted", False, *JOINS),
    ("accepted", True, *JOINS),
    ("succeeded", False, *JOINS),
    ("succeeded", True, *BUYS),
    ("failed", False, 0, JobFailed),
    ("failed", True, *BUYS),
    ("cancelled", False, 0, JobCancelled),
    ("cancelled", True, *BUYS),
]
"""State of the key's entry, `again`, submits that are sent, and the job or the error."""


@pytest.mark.parametrize(("state", "again", "sent", "outcome"), TABLE)
def test_every_row_of_the_table(
    caller: JournalCaller, state: str, again: bool, sent: int, outcome: Any
) -> None:
    """A second submit with the key sends what the table says, and gives the job or raises the error."""
    before = caller.bring_to(state)
    script(caller.server, accept("job-2"))
    if isinstance(outcome, str):
        assert caller.submit(once="k", again=again).request_id == outcome
    else:
        with pytest.raises(outcome) as caught:
            caller.submit(once="k", again=again)
        assert caught.value.request_id == before.request_id
        assert "nothing was sent" in str(caught.value)
    assert posts(caller.server) == sent
    is_same_row = before.id == caller.entries()[-1].id
    assert is_same_row == (verdict(state, again) != "replace")


def test_the_table_is_whole() -> None:
    """Every state but `sending`, which has tests of its own, has its two rows."""
    assert {(state, again) for state, again, *_ in TABLE} == {
        (state, again) for state in STATES if state != "sending" for again in (False, True)
    }


def test_failed_key_raises_the_same_error(caller: JournalCaller) -> None:
    """The error of a key whose job failed has the provider's reason and the last answer."""
    caller.bring_to("failed")
    with pytest.raises(JobFailed, match="too dark") as caught:
        caller.submit(once="k")
    assert caught.value.result is not None
    assert caught.value.result.error == "too dark"


def test_unknown_says_how_to_settle(caller: JournalCaller) -> None:
    """The error of an unknown has the entry, and names the calls that settle it."""
    before = caller.bring_to("unknown")
    with pytest.raises(SubmitUnknown) as caught:
        caller.submit(once="k")
    assert caught.value.entry == before
    calls = ("api.journal.settle('j1', request_id=...)", "never_accepted=True")
    for text in (*calls, "answer was lost"):
        assert text in str(caught.value)


@pytest.mark.parametrize("accepted", [True, False])
def test_settled_unknown_goes_on(caller: JournalCaller, accepted: bool) -> None:
    """After an unknown was settled, its key joins the request that was named, or buys."""
    caller.bring_to("unknown")
    script(caller.server, accept("job-2"))
    said = {"request_id": "job-7"} if accepted else {"never_accepted": True}
    caller.call(lambda api: api.journal.settle("j1", **said))
    job = caller.submit(once="k")
    assert (job.request_id, posts(caller.server)) == (("job-7", 0) if accepted else ("job-2", 1))


def test_succeeded_key_gives_its_result(caller: JournalCaller) -> None:
    """The handle of a key whose job succeeded asks the service again for the result."""
    caller.bring_to("succeeded")
    assert caller.submit("wait", once="k").output.video.endswith("/v.mp4")
    assert posts(caller.server) == 0


def test_submits_without_a_key_are_apart(caller: JournalCaller) -> None:
    """Without a key, each submit buys and has an entry of its own."""
    script(caller.server, accept("job-1"), accept("job-2"))
    jobs = [caller.submit().request_id for _ in range(2)]
    assert (jobs, caller.states()) == (["job-1", "job-2"], ["accepted"] * 2)
    assert [entry.request_id for entry in caller.entries()] == jobs


def test_run_takes_a_key(caller: JournalCaller) -> None:
    """`run` with a key buys once, and gives the same result again."""
    script(caller.server)
    for _ in range(2):
        found = caller.call(lambda api: api.run(REQUEST, once="k"))
        assert found.request_id == "job-1"
    assert (posts(caller.server), caller.states()) == (1, ["succeeded"])


@pytest.mark.parametrize("state", ["accepted", "succeeded", "failed", "unknown"])
def test_key_with_another_input(caller: JournalCaller, state: str) -> None:
    """A key with another input stops before anything is sent."""
    before = caller.bring_to(state)
    with pytest.raises(KeyConflict, match="another input") as caught:
        caller.submit(request=OTHER, once="k")
    assert (caught.value.entry, posts(caller.server)) == (before, 0)
    assert ("again=True" in str(caught.value)) == (state in ("succeeded", "failed"))


def test_refused_key_may_have_another_input(caller: JournalCaller) -> None:
    """A key that has bought nothing takes a corrected input."""
    caller.bring_to("refused")
    script(caller.server, accept("job-2"))
    assert caller.submit(request=OTHER, once="k").request_id == "job-2"
    with pytest.raises(KeyConflict):
        caller.submit(once="k")


def test_again_replaces_the_input(caller: JournalCaller) -> None:
    """`again=True` buys under the key with another input, which counts from then on."""
    caller.bring_to("succeeded")
    script(caller.server, accept("job-2"))
    assert caller.submit(request=OTHER, once="k", again=True).request_id == "job-2"
    assert caller.submit(request=OTHER, once="k").request_id == "job-2"
    assert posts(caller.server) == 1
    with pytest.raises(KeyConflict):
        caller.submit(once="k")


def with_image(url: str, prompt: str = "x") -> Any:
    """Return a request with the URL of an image."""
    return ENDPOINT.request({"prompt": prompt, "start_image_url": url})


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://x.example/a.png?sign=2", True),
        ("https://x.example/a.png", True),
        ("https://x.example/a.png#part", True),
        ("https://x.example/b.png?sign=1", False),
        ("https://y.example/a.png?sign=1", False),
    ],
)
def test_signed_urls_are_the_same(caller: JournalCaller, url: str, same: bool) -> None:
    """Media URLs are compared without query and fragment, and prompts are not taken for URLs."""
    script(caller.server)
    caller.submit(request=with_image("https://x.example/a.png?sign=1"), once="k")
    if same:
        assert caller.submit(request=with_image(url), once="k").request_id == "job-1"
    else:
        with pytest.raises(KeyConflict):
            caller.submit(request=with_image(url), once="k")
    with pytest.raises(KeyConflict):
        caller.submit(request=with_image(url, "https://x.example/a.png?sign=1"), once="k")
    assert posts(caller.server) == 1


@pytest.mark.parametrize("fields", [("prompt",), ["prompt"], {"prompt"}])
def test_once_on_names_what_counts(caller: JournalCaller, fields: Any) -> None:
    """With `once_on`, only the named fields must be the same."""
    script(caller.server)
    first, other = with_image("https://x.example/1.png"), with_image("https://x.example/2.png")
    caller.submit(request=first, once="k", once_on=fields)
    assert caller.submit(request=other, once="k", once_on=fields).request_id == "job-1"
    with pytest.raises(KeyConflict):
        caller.submit(request=OTHER, once="k", once_on=fields)
    with pytest.raises(KeyConflict):  # all fields are not the named ones
        caller.submit(request=first, once="k")
    assert posts(caller.server) == 1


@pytest.mark.parametrize("names", [("class",), ("class_",), ("class_", "class")])
def test_once_on_takes_both_names_of_a_field(caller: JournalCaller, names: Any) -> None:
    """A field may be named as in the API or as in Python, with the same meaning."""
    script(caller.server)
    requests = [ENDPOINT.request({"prompt": str(n), "class": "a"}) for n in range(2)]
    caller.submit(request=requests[0], once="k", once_on=["class"])
    assert caller.submit(request=requests[1], once="k", once_on=names).request_id == "job-1"


def test_rehearsal_does_not_use_up_a_key(caller: JournalCaller) -> None:
    """The same key at another base URL, such as a sandbox's, buys there."""
    script(caller.server)
    caller.submit(once="k")
    with run_server() as other:
        script(other, accept("job-2"))
        caller.settings = {"base_url": other.base_url}
        assert caller.submit(once="k").request_id == "job-2"
        assert posts(other) == 1


def test_spelling_of_the_base_url_does_not_count(caller: JournalCaller) -> None:
    """A base URL with a slash at its end is the same."""
    script(caller.server)
    caller.submit(once="k")
    caller.settings = {"base_url": caller.server.base_url + "/"}
    assert caller.submit(once="k").request_id == "job-1"
    assert posts(caller.server) == 1


def test_another_token_stops(caller: JournalCaller) -> None:
    """A key that was used under another token stops, and both accounts are named."""
    before = caller.bring_to("accepted")
    caller.settings = {"token": "rotated"}
    with pytest.raises(KeyConflict, match="was used under account") as caught:
        caller.submit(once="k")
    text = str(caught.value)
    assert before.account in text
    assert len(set(re.findall(r"token:\w+", text))) == 2
    assert f"pass account={before.account!r}" in text
    assert posts(caller.server) == 0


def test_named_account_outlives_its_token(caller: JournalCaller) -> None:
    """With `account=`, a rotated token joins what the old one has bought, and another account buys."""
    script(caller.server, accept("job-1"), accept("job-2"))
    found: list[str] = []
    for token, account in (("one", "a"), ("two", "a"), ("three", "b")):
        caller.settings = {"token": token, "account": account}
        found.append(caller.submit(once="k").request_id)
    assert (found, posts(caller.server)) == (["job-1", "job-1", "job-2"], 2)


def test_naming_the_account_buys_nothing_again(caller: JournalCaller) -> None:
    """With one token, a key that was used under one name of the account is used under all."""
    script(caller.server, accept("job-1"), accept("job-2"))
    old = caller.submit(once="k").entry.account
    for account in ("studio", "agency", None, old, "studio"):
        caller.settings = {"account": account}
        assert caller.submit(once="k").request_id == "job-1"
    assert posts(caller.server) == 1


def test_an_old_name_goes_on_under_a_new_token(caller: JournalCaller) -> None:
    """After a change of token, the name that the conflict tells joins the key's job."""
    before = caller.bring_to("accepted")
    caller.settings = {"token": "rotated", "account": before.account}
    assert caller.submit(once="k").request_id == "job-1"
    caller.settings = {"token": "rotated"}  # which is the same account, as was said
    assert caller.submit(once="k").request_id == "job-1"
    assert posts(caller.server) == 0


def test_naming_the_account_goes_on(caller: JournalCaller) -> None:
    """A key that another token has used buys under a named account."""
    caller.bring_to("accepted")
    script(caller.server, accept("job-2"))
    caller.settings = {"token": "rotated", "account": "studio-a"}
    assert caller.submit(once="k").request_id == "job-2"


def test_again_buys_under_another_token(caller: JournalCaller) -> None:
    """A key that another token has used buys with `again=True`."""
    caller.bring_to("accepted")
    script(caller.server, accept("job-2"))
    caller.settings = {"token": "rotated"}
    assert caller.submit(once="k", again=True).request_id == "job-2"


def test_refused_key_is_free_for_another_token(caller: JournalCaller) -> None:
    """A key that has bought nothing under one token buys under another."""
    caller.bring_to("refused")
    script(caller.server, accept("job-2"))
    caller.settings = {"token": "rotated"}
    assert caller.submit(once="k").request_id == "job-2"


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    ("answer", "sent", "outcome"),
    [(accept(), 1, "job-1"), (REFUSAL, 2, "job-2"), (hang_up, 1, SubmitUnknown)],
    ids=["accepted", "refused", "lost"],
)
def test_sending_is_waited_for(
    caller: JournalCaller, again: bool, answer: Any, sent: int, outcome: Any
) -> None:
    """A key that is being submitted is waited for; then its state counts."""
    held = HeldAnswer()
    held.answer = answer
    script(caller.server, held, accept("job-2"))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(caller.submit, once="k")
        assert held.arrived.wait(60)
        second = pool.submit(caller.submit, once="k", again=again)
        assert (posts(caller.server), caller.states()) == (1, ["sending"])
        held.go_on.set()
        first.exception()
        if isinstance(outcome, str):
            assert second.result().request_id == outcome
        else:
            assert isinstance(second.exception(), outcome)
    assert posts(caller.server) == sent


def test_wait_for_another_submit_ends(caller: JournalCaller) -> None:
    """The wait for another process's submit ends at the client's timeout; nothing was sent by this one."""
    held = HeldAnswer()
    script(caller.server, held)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(caller.submit, once="k")
        assert held.arrived.wait(60)
        caller.settings = {"timeout": 0.2}
        with pytest.raises(SubmitUnknown, match="another submit of j1") as caught:
            caller.submit(once="k")
        assert caught.value.entry is not None
        assert caught.value.entry.state == "sending"
        held.go_on.set()
        assert first.result().request_id == "job-1"
    assert (posts(caller.server), caller.states()) == (1, ["accepted"])


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
