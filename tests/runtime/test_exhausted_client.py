"""Where memory or stack runs out while an answer is read, a paid job is not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clientwright.runtime import job_operations, partial_answer
from clientwright.runtime.errors import SubmitUnknown
from runtime.byte_server import ByteServer, reply
from runtime.http_flavours import ClientFlavour, name_of
from runtime.scripted_flow import ScriptedRun, json_answer, submit

pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
ACCEPTED = json_answer({"request_id": "job-1", "more": [{}]})
ERRORS: list[Callable[[], Exception]] = [MemoryError, RecursionError, lambda: KeyError("a bug")]


def fail_with(error: Callable[[], Exception]) -> Callable[..., Any]:
    """Return a function that raises."""

    def fail(*_: object, **__: object) -> None:
        raise error()

    return fail


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("place", ["parse_json", "error_of"])
def test_an_answer_that_cannot_be_read_names_its_request(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception], place: str
) -> None:
    """Whatever fails once the answer is there, the submit is unknown, with the id in its body."""
    monkeypatch.setattr(job_operations, place, fail_with(error))
    play = ScriptedRun([ACCEPTED])
    with pytest.raises(SubmitUnknown, match="may have been accepted") as caught:
        submit(play)
    assert (caught.value.request_id, caught.value.body) == ("job-1", ACCEPTED.body)
    assert type(caught.value.__cause__) is type(error())
    assert len(play.sent) == 1


@pytest.mark.parametrize("error", ERRORS[:2])
def test_nothing_is_left_for_the_id_either(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]
) -> None:
    """If there is not even enough to look for an id, the submit is unknown all the same."""
    monkeypatch.setattr(job_operations, "parse_json", fail_with(error))
    monkeypatch.setattr(partial_answer, "_text", fail_with(error))
    with pytest.raises(SubmitUnknown) as caught:
        submit(ScriptedRun([ACCEPTED]))
    assert (caught.value.request_id, caught.value.body) == (None, ACCEPTED.body)


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("place", ["add_chunk", "to_response"])
def test_a_body_that_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch,
    server: ByteServer,
    flavour: ClientFlavour,
    error: Callable[[], Exception],
    place: str,
) -> None:
    """What fails while an answer arrives leaves the submit unknown, and what has arrived is looked at."""
    monkeypatch.setattr(flavour.module("http_exchange").BodyReader, place, fail_with(error))
    server.actions = [reply({"request_id": "job-1"})]
    found = flavour.run(server.base_url)
    assert (name_of(found), len(server.received)) == ("SubmitUnknown", 1)
    assert found.request_id == ("job-1" if place == "to_response" else None)


@pytest.mark.parametrize("error", ERRORS[:2])
def test_an_error_that_cannot_be_told_in_full(
    monkeypatch: pytest.MonkeyPatch,
    server: ByteServer,
    flavour: ClientFlavour,
    error: Callable[[], Exception],
) -> None:
    """Where the error of an answer cannot be made, the submit is unknown, with the id at its beginning."""
    monkeypatch.setattr(flavour.module("http_exchange").BodyReader, "to_response", fail_with(error))
    monkeypatch.setattr(flavour.module("http_failures"), "answer_or_error", fail_with(error))
    monkeypatch.setattr(flavour.module("redaction"), "hide_token", fail_with(error))
    server.actions = [reply({"request_id": "job-1"})]
    found = flavour.run(server.base_url)
    assert (name_of(found), found.request_id, len(server.received)) == ("SubmitUnknown", "job-1", 1)


@pytest.mark.parametrize("error", ERRORS[:2])
def test_a_request_that_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch,
    server: ByteServer,
    flavour: ClientFlavour,
    error: Callable[[], Exception],
) -> None:
    """What fails before there is a request sends nothing."""
    monkeypatch.setattr(flavour.module("http_exchange").RequestWriter, "request", fail_with(error))
    found = flavour.run(server.base_url)
    assert (name_of(found), server.received) == ("TransportError", [])
    assert "nothing was sent" in str(found)
