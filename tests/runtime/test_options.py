"""Options of calls: judged before a job is paid for."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest

from runcomfy import ConfigurationError, InvalidInput, RunComfy, TransportError

BAD_TIMEOUTS = [math.nan, -1, "60", True, [5]]


@pytest.fixture
def api() -> Any:
    """A client of an address where nothing listens: whatever is sent fails as `TransportError`."""
    return RunComfy(token="t", base_url="http://127.0.0.1:9", timeout=0.2)


@pytest.mark.parametrize("timeout", [*BAD_TIMEOUTS, 0])
def test_run_refuses_a_bad_timeout_before_it_submits(api: Any, timeout: Any) -> None:
    """A timeout that is no time to wait is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="timeout"):
        api.kling.kling_3_0.standard.text_to_video.run(prompt="x", timeout=timeout)


def test_run_refuses_a_bad_callback_before_it_submits(api: Any) -> None:
    """Something that cannot be called is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="on_update"):
        api.kling.kling_3_0.standard.text_to_video.run(prompt="x", on_update=5)


@pytest.mark.parametrize("timeout", BAD_TIMEOUTS)
def test_calls_refuse_a_bad_timeout(api: Any, timeout: Any) -> None:
    """So it is for each operation on a job."""
    job = api.job("abc")
    for call in (job.status, job.result, job.cancel, job.wait):
        with pytest.raises(ConfigurationError, match="timeout"):
            call(timeout=timeout)


@pytest.mark.parametrize("timeout", [*BAD_TIMEOUTS, 0, None])
def test_clients_refuse_a_bad_timeout(timeout: Any) -> None:
    """So it is for the client's own."""
    with pytest.raises(ConfigurationError, match="timeout"):
        RunComfy(token="t", timeout=timeout)


def test_an_empty_token_is_not_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty token that was passed is refused: another account must not pay in silence."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "somebody-elses")
    with pytest.raises(ConfigurationError, match="empty"):
        RunComfy(token="")


def test_settings_say_where_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad value from the environment is named with its variable, a bad argument with its name."""
    monkeypatch.setenv("RUNCOMFY_TOKEN", "a\n")
    with pytest.raises(ConfigurationError, match="RUNCOMFY_TOKEN"):
        RunComfy()
    monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", "127.0.0.1:8787/v1")
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:8787.*RUNCOMFY_MODEL_API_BASE"):
        RunComfy(token="t")


def test_misspelt_arguments_are_told_the_nearest(api: Any) -> None:
    """An argument that does not exist is told the nearest that does, at every depth."""
    with pytest.raises(InvalidInput) as caught:
        api.kling.kling_3_0.standard.text_to_video.submit(
            prompt="x", durations=5, multi_prompt=[{"promt": "y"}]
        )
    said = {fault.path: fault.message for fault in caught.value.faults}
    assert "did you mean duration?" in said["durations"]
    assert "did you mean prompt?" in said["multi_prompt[0].promt"]


def test_a_lost_connection_names_the_address(api: Any) -> None:
    """Where nothing listens, the error names the address, and its chain is one step long."""
    with pytest.raises(TransportError, match=r"http://127\.0\.0\.1:9/v1") as caught:
        api.job("abc").status()
    cause = caught.value.__cause__
    assert type(cause).__module__.startswith("httpx")


def test_what_was_changed_is_sent_or_refused_never_emptied() -> None:
    """An input whose nested values were changed to other models is refused, not sent with holes."""
    from runcomfy.kling.kling_3_0.standard.image_to_video import ENDPOINT, ElementsItem, Input

    made = Input(prompt="x", start_image_url="https://example.com/a.png")
    made.multi_prompt = [ElementsItem(video_url="https://example.com/a.mp4")]
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.payload(made)
    assert "multi_prompt[0].video_url" in {fault.path for fault in caught.value.faults}
    copied = Input(prompt="x", start_image_url="https://example.com/a.png").model_copy(
        update={"durration": 12}
    )
    with pytest.raises(InvalidInput, match="durration"):
        ENDPOINT.payload(copied)


def test_clients_are_not_pickled(api: Any) -> None:
    """A client, and a job that holds one, refuse to be pickled: the token would be in it."""
    for holder in (api, api.job("abc")):
        with pytest.raises(TypeError, match="token"):
            pickle.dumps(holder)


def test_the_token_is_not_on_the_error(api: Any) -> None:
    """Nothing along an error's chain holds the token."""
    secret = RunComfy(token="s3cret", base_url="http://127.0.0.1:9", timeout=0.2)
    with pytest.raises(TransportError) as caught:
        secret.job("abc").status()
    error: BaseException | None = caught.value
    while error is not None:
        request = getattr(error, "_request", None)
        assert "s3cret" not in repr(vars(error)) + repr(request and request.headers.raw)
        error = error.__cause__ or error.__context__
