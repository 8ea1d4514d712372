"""A submit obeys how its request is to be checked, and the handle says it."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from typing import Any, Literal

import pytest

import runcomfy
from runcomfy import AsyncRunComfy, InputWarning, InvalidInput, RunComfy
from runcomfy.kling.kling_3_0.standard import text_to_video
from runtime.byte_server import ByteServer, reply, run_server

DATA: dict[str, Any] = {"duration": "99", "new": None}


def submit_sync(server: ByteServer, request: Any) -> Any:
    """Submit with a sync client."""
    with RunComfy("t", server.base_url) as api:
        return api.submit(request)


def submit_async(server: ByteServer, request: Any) -> Any:
    """Submit with an async client."""

    async def main() -> Any:
        async with AsyncRunComfy("t", server.base_url) as api:
            return await api.submit(request)

    return asyncio.run(main())


@pytest.fixture(params=[submit_sync, submit_async], ids=["sync", "async"])
def submit(request: pytest.FixtureRequest) -> Any:
    """Return a function that submits a request."""
    return request.param


def unchecked(mode: Literal["warn", "off"]) -> runcomfy.Request[Any]:
    """Return a request that is not checked."""
    if mode == "off":
        return text_to_video.ENDPOINT.request(DATA, validate="off")
    with pytest.warns(InputWarning):
        return text_to_video.ENDPOINT.request(DATA, validate="warn")


@pytest.mark.parametrize("mode", ["warn", "off"])
def test_data_are_sent_as_they_are(submit: Any, mode: Literal["warn", "off"]) -> None:
    """The service gets the data as they were given, without another warning, and the handle says how they were checked."""
    request = unchecked(mode)
    with run_server() as server:
        server.actions = [reply({"request_id": "job-1"})]
        job = submit(server, request)
        assert json.loads(server.received[-1].partition(b"\r\n\r\n")[2]) == DATA
    assert job.validate == mode
    assert f"validate={mode!r}" in repr(job)
    for other in (copy.copy(job), pickle.loads(pickle.dumps(job))):
        assert (other.validate, repr(other)) == (mode, repr(job))


def test_a_checked_job_says_no_more_than_before(submit: Any) -> None:
    """The handle of a strict request is shown as ever; that of a job by its id does not know."""
    with run_server() as server:
        server.actions = [reply({"request_id": "job-1"})]
        job = submit(server, text_to_video.request(prompt="x"))
    assert job.validate == "strict"
    assert "validate" not in repr(job)
    for api in (RunComfy("t"), AsyncRunComfy("t")):
        by_id = api.job("job-1")
        assert (by_id.validate, "validate" in repr(by_id)) == (None, False)


@pytest.mark.parametrize("text", ["[]", "null", '{"a": NaN}', '{"a": "\\ud800"}'])
def test_what_is_no_json_object_is_never_sent(submit: Any, text: str) -> None:
    """An unchecked request that was tampered with into something that cannot be sent is refused."""
    request = unchecked("off")
    vars(request)["_text"] = text
    with run_server() as server:
        with pytest.raises(InvalidInput, match="Nothing was sent"):
            submit(server, request)
        assert server.received == []
