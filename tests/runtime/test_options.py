"""Options of calls and clients are checked before a job is paid for."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

import runcomfy
from runcomfy import (
    AsyncRunComfy,
    ClientError,
    ConfigurationError,
    InvalidInput,
    RunComfy,
    TransportError,
    kling,
)

REQUEST = kling.kling_3_0.standard.text_to_video.request(prompt="x")
BAD_TIMEOUTS = [math.nan, -1, "60", True, [5], 10**400]


@pytest.fixture
def api() -> Any:
    """Return a client of an unreachable address: every request fails as `TransportError`."""
    return RunComfy(token="t", base_url="http://127.0.0.1:9", timeout=0.2)


@pytest.mark.parametrize("timeout", [*BAD_TIMEOUTS, 0])
def test_run_checks_timeout_before_submit(api: Any, timeout: Any) -> None:
    """An invalid timeout is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="timeout"):
        api.run(REQUEST, timeout=timeout)


def test_run_checks_callback_before_submit(api: Any) -> None:
    """A callback that is not callable is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="on_update"):
        api.run(REQUEST, on_update=5)


@pytest.mark.parametrize("timeout", BAD_TIMEOUTS)
def test_job_calls_check_timeout(api: Any, timeout: Any) -> None:
    """Every operation on a job refuses an invalid timeout."""
    job = api.job("abc")
    for call in (job.status, job.result, job.cancel, job.wait):
        with pytest.raises(ConfigurationError, match="timeout"):
            call(timeout=timeout)


@pytest.mark.parametrize("timeout", [*BAD_TIMEOUTS, 0, None])
def test_clients_check_timeout(timeout: Any) -> None:
    """Clients refuse an invalid timeout."""
    with pytest.raises(ConfigurationError, match="timeout"):
        RunComfy(token="t", timeout=timeout)


@pytest.mark.parametrize("client", [RunComfy, AsyncRunComfy])
def test_empty_base_url_is_refused(client: Any) -> None:
    """An empty base URL is a mistake, and does not mean the provider, who costs money."""
    with pytest.raises(ConfigurationError, match="base_url"):
        client(token="t", base_url="")


def test_every_error_is_exported() -> None:
    """Every error of the client can be imported from the package; one of services whose outputs expire, from theirs."""
    kinds = [ClientError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    ours = {
        kind.__name__
        for kind in kinds
        if kind.__module__.startswith("runcomfy.") and ".command." not in kind.__module__
    }
    assert ours - {"ResultExpired"} <= set(runcomfy.__all__)


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf, "10", True, None, 10**400])
@pytest.mark.parametrize("client", [RunComfy, AsyncRunComfy])
def test_clients_check_polls_per_second(client: Any, rate: Any) -> None:
    """Clients refuse a rate of polls that is no number above 0."""
    with pytest.raises(ConfigurationError, match="polls_per_second"):
        client(token="t", polls_per_second=rate)


@pytest.mark.parametrize("client", [RunComfy, AsyncRunComfy])
@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"token": 123}, "token=... is int"),
        ({"token": b"t"}, "token=... is bytes"),
        ({"base_url": httpx.URL("https://example.com")}, "base_url=... is URL"),
        ({"http_client": "x"}, "http_client is 'x'"),
    ],
)
def test_settings_of_another_type_are_refused(
    client: Any, options: dict[str, Any], text: str
) -> None:
    """A setting of another type is refused when the client is made, and named."""
    with pytest.raises(ConfigurationError, match=text):
        client(**{"token": "t", **options})


def test_http_client_of_the_other_kind_is_refused() -> None:
    """A sync HTTP client in an async client, or the reverse, is refused before a job is paid for."""
    swapped: tuple[Any, Any] = httpx.Client(), httpx.AsyncClient()
    with swapped[0], pytest.raises(ConfigurationError, match=r"httpx\.AsyncClient"):
        AsyncRunComfy(token="t", http_client=swapped[0])
    with pytest.raises(ConfigurationError, match=r"httpx\.Client"):
        RunComfy(token="t", http_client=swapped[1])


def test_async_callback_of_a_sync_client_is_refused(api: Any) -> None:
    """A sync client cannot await its callback, and says so before anything is sent."""

    async def show(status: Any) -> None: ...

    for call in (
        lambda: api.run(REQUEST, on_update=show),
        lambda: api.job("a").wait(on_update=show),
    ):
        with pytest.raises(ConfigurationError, match="async"):
            call()


def test_empty_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty token argument is refused, so that no other account pays unnoticed."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "somebody-elses")
    with pytest.raises(ConfigurationError, match="empty"):
        RunComfy(token="")


def test_setting_errors_name_their_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invalid setting is reported with its variable or argument."""
    monkeypatch.setenv("RUNCOMFY_TOKEN", "a\n")
    with pytest.raises(ConfigurationError, match="RUNCOMFY_TOKEN"):
        RunComfy()
    monkeypatch.setenv("RUNCOMFY_MODEL_API_BASE", "127.0.0.1:8787/v1")
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:8787.*RUNCOMFY_MODEL_API_BASE"):
        RunComfy(token="t")


def test_unknown_argument_suggests_nearest() -> None:
    """An unknown argument is reported with the most similar known one, at every depth."""
    describe: Any = kling.kling_3_0.standard.text_to_video.request
    with pytest.raises(InvalidInput) as caught:
        describe(
            prompt="x",
            durations=5,
            multi_prompt=[{"promt": "y"}],
        )
    messages = {fault.path: fault.message for fault in caught.value.faults}
    assert "did you mean duration?" in messages["durations"]
    assert "did you mean prompt?" in messages["multi_prompt[0].promt"]


def test_connection_error_names_the_address(api: Any) -> None:
    """If the address is unreachable, the error names it; its direct cause is httpx's error."""
    with pytest.raises(TransportError, match=r"http://127\.0\.0\.1:9/v1") as caught:
        api.job("abc").status()
    cause = caught.value.__cause__
    assert type(cause).__module__.startswith("httpx")


def test_replaced_nested_models_are_refused() -> None:
    """An input whose nested values were replaced by other models is refused, not sent with gaps."""
    from runcomfy.kling.kling_3_0.standard.image_to_video import ENDPOINT, ElementsItem, Input

    changed = Input(prompt="x", start_image_url="https://example.com/a.png").model_copy(
        update={"multi_prompt": [ElementsItem(video_url="https://example.com/a.mp4")]}
    )
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.request(changed)
    assert "multi_prompt[0].video_url" in {fault.path for fault in caught.value.faults}
    copied = Input(prompt="x", start_image_url="https://example.com/a.png").model_copy(
        update={"durration": 12}
    )
    with pytest.raises(InvalidInput, match="durration"):
        ENDPOINT.request(copied)


def test_token_is_not_in_error_chain(api: Any) -> None:
    """No error in a chain contains the token."""
    secret = RunComfy(token="s3cret", base_url="http://127.0.0.1:9", timeout=0.2)
    with pytest.raises(TransportError) as caught:
        secret.job("abc").status()
    error: BaseException | None = caught.value
    while error is not None:
        request = getattr(error, "_request", None)
        assert "s3cret" not in repr(vars(error)) + repr(request and request.headers.raw)
        error = error.__cause__ or error.__context__
