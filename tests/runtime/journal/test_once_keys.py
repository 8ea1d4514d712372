"""What a key is: whose, for which input, and how long a submit waits for another one with it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clientwright.runtime.errors import (
    SubmitUnknown,
)
from clientwright.runtime.journal.errors import KeyConflict
from runtime.byte_server import hang_up, run_server
from runtime.demo_service import ENDPOINT
from runtime.journal.journal_callers import (
    REFUSAL,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)

OTHER = ENDPOINT.request({"prompt": "y"})


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
