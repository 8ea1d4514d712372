"""Every documented error can be provoked, and every answer has the sandbox header."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from clientwright import __version__
from clientwright.sandbox.server import RunningSandbox
from sandbox.support import IMAGE_TO_VIDEO, VALID_PAYLOAD, ClientFactory, service, submit

MEANS = {error["code"]: error["means"] for error in service().document["errors"]}


def refusal(answer: httpx.Response) -> tuple[int, int | None]:
    """Return HTTP status and error code of a well-formed refusal."""
    assert answer.headers["clientwright-sandbox"] == __version__
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body["error_message"]
    if "error_code" in body:
        assert body["error_message"] == MEANS[body["error_code"]]
    return answer.status_code, body.get("error_code")


@pytest.mark.parametrize("token", ["sandbox-inactive", "nobody", "sandbox-token2"])
def test_bad_token_is_refused(sandbox: RunningSandbox, caller: ClientFactory, token: str) -> None:
    """Every operation refuses an unknown token and an inactive account."""
    api = caller(sandbox.base_url, token)
    calls = [submit(api), api.get("/requests/x/status"), api.get("/requests/x/result")]
    for answer in [*calls, api.post("/requests/x/cancel")]:
        assert refusal(answer) == (401, 400004)


@pytest.mark.parametrize("header", [None, "", "Bearer", "sandbox-token", "Basic sandbox-token"])
def test_token_needs_bearer_scheme(sandbox: RunningSandbox, header: str | None) -> None:
    """A token without `Bearer` is refused."""
    headers = {} if header is None else {"Authorization": header}
    answer = httpx.get(f"{sandbox.base_url}/requests/x/status", headers=headers, trust_env=False)
    assert refusal(answer) == (401, 400004)


def test_requests_belong_to_accounts(
    sandbox: RunningSandbox, api: httpx.Client, caller: ClientFactory
) -> None:
    """Another account cannot read or cancel a job, and an unknown job does not exist."""
    at = f"/requests/{submit(api).json()['request_id']}"
    other = caller(sandbox.base_url, "sandbox-other")
    for call in (other.get(f"{at}/status"), other.get(f"{at}/result"), other.post(f"{at}/cancel")):
        assert refusal(call) == (403, 403001)
    assert api.get(f"{at}/status").json()["status"] == "in_queue"
    assert refusal(api.get("/requests/none/result")) == (404, 404001)


def test_insufficient_balance(sandbox: RunningSandbox, caller: ClientFactory) -> None:
    """An account without balance has its input validated, and then the job is refused."""
    poor = caller(sandbox.base_url, "sandbox-poor")
    assert refusal(submit(poor)) == (400, 400002)
    assert refusal(submit(poor, {})) == (422, 422001)


def test_busy_account_is_throttled(sandbox: RunningSandbox, caller: ClientFactory) -> None:
    """The first submit is refused with Retry-After, the next accepted."""
    busy = caller(sandbox.base_url, "sandbox-busy")
    first = submit(busy)
    assert (refusal(first), first.headers["retry-after"]) == ((429, None), "1")
    assert submit(busy).status_code == 200
    assert submit(busy).status_code == 429


@pytest.mark.parametrize(
    "model", ["kling/none", "kling", IMAGE_TO_VIDEO + "/", "a/b/c/d/e/f", "%00/x"]
)
def test_unknown_model(api: httpx.Client, model: str) -> None:
    """A model id that no spec names is invalid."""
    assert refusal(submit(api, VALID_PAYLOAD, model)) == (400, 400001)


def test_encoded_slash_belongs_to_segment(api: httpx.Client) -> None:
    """A percent-encoded slash belongs to its segment: no such model or request exists."""
    encoded = IMAGE_TO_VIDEO.replace("/", "%2F")
    assert refusal(submit(api, VALID_PAYLOAD, encoded)) == (400, 400001)
    at = submit(api).json()["request_id"]
    assert refusal(api.get(f"/requests/{at}%2fstatus")) == (404, None)
    assert submit(api, VALID_PAYLOAD, IMAGE_TO_VIDEO.replace("k", "%6B")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/requests/x", 404),
        ("GET", "/requests/x/status/", 404),
        ("POST", "/requests/x/status", 405),
        ("GET", "/requests/x/cancel", 405),
        ("PUT", f"/models/{IMAGE_TO_VIDEO}", 405),
    ],
)
def test_unknown_paths_and_methods(api: httpx.Client, method: str, path: str, status: int) -> None:
    """Unknown paths and methods are refused in JSON, without a redirect."""
    answer = api.request(method, path)
    assert refusal(answer) == (status, None)
    assert ("allow" in answer.headers) == (status == 405)


def test_every_answer_has_sandbox_header(api: httpx.Client) -> None:
    """Every answer can be distinguished from the provider's."""
    submitted = submit(api)
    at = f"/requests/{submitted.json()['request_id']}"
    calls = [submitted, api.get(f"{at}/status"), api.get(f"{at}/result"), api.post(f"{at}/cancel")]
    assert {call.headers["clientwright-sandbox"] for call in calls} == {__version__}


def test_crash_is_answered_with_500001(
    sandbox: RunningSandbox, api: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A crash is answered with 500001, its traceback is only logged, and the server continues."""
    at = submit(api).json()["request_id"]
    with sandbox.jobs.lock:
        sandbox.jobs.connection.execute("ALTER TABLE jobs RENAME TO gone")
    answer = api.get(f"/requests/{at}/status")
    expected = {"error_code": 500001, "error_message": "The sandbox failed; its log says why."}
    assert (answer.status_code, answer.json()) == (500, expected)
    assert answer.headers["clientwright-sandbox"] == __version__
    assert "no such table" in caplog.text
    assert api.get("/").status_code == 404


def test_host_header_is_ignored(sandbox: RunningSandbox, api: httpx.Client) -> None:
    """The URLs of an answer name the server itself, whatever Host the caller sends."""
    url = f"/models/{IMAGE_TO_VIDEO}"
    answer = api.post(url, json=VALID_PAYLOAD, headers={"Host": "evil.example:[1"})
    assert answer.json()["status_url"].startswith(sandbox.base_url)


def test_disconnect_during_body(
    sandbox: RunningSandbox, api: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A caller that disconnects in the middle of its body does no harm."""
    where = urlsplit(sandbox.base_url)
    with socket.create_connection((where.hostname, where.port)) as raw:
        head = (
            f"POST /v1/models/{IMAGE_TO_VIDEO} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{{"
        )
        raw.sendall(head.encode())
    assert submit(api).status_code == 200
    assert "the sandbox failed" not in caplog.text
