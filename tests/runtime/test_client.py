"""Clients: token and base URL, secrecy, closing, sharing between threads and processes."""

from __future__ import annotations

import copy
import logging
import os
import threading
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.base_url_check import checked_base_url
from clientwright.runtime.errors import ConfigurationError, InvalidInput
from clientwright.runtime.jobs import Job
from clientwright.runtime.service import Service
from clientwright.runtime.settings import resolve_base_url
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN, AsyncDemo, Demo, Input, Output


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the environment's settings."""
    for name in (*SERVICE.token_variables, SERVICE.base_url_variable):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("client", [Demo, AsyncDemo])
def test_missing_token_names_variables(client: type[Demo] | type[AsyncDemo]) -> None:
    """Without a token the error names every variable that is read."""
    with pytest.raises(ConfigurationError, match="DEMO_TOKEN, DEMO_KEY"):
        client()


def test_settings_precedence(server: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The argument wins, then the first variable that is set and not empty."""
    monkeypatch.setenv("DEMO_KEY", "second")
    monkeypatch.setenv("DEMO_BASE", server.base_url)
    server.actions = [reply({"status": "in_queue"})]
    for first, given_, expected in (
        ("", None, "second"),
        ("first", None, "first"),
        ("a", "b", "b"),
    ):
        monkeypatch.setenv("DEMO_TOKEN", first)
        with Demo(given_) as api:
            api.job("j").status()
        assert f"Bearer {expected}\r\n".encode() in server.received[-1]


@given(st.text(min_size=1).filter(lambda t: not all("!" <= c <= "~" for c in t)))
def test_invalid_token_is_refused(token: str) -> None:
    """A token with whitespace, control or non-ASCII characters is refused and not shown."""
    with pytest.raises(ConfigurationError) as caught:
        Demo(token)
    assert len(token) < 4 or token not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "model-api.example/v1",
        "ftp://x.example",
        "https://",
        "https://user:pw@x.example",
        "https://x.example?a=b",
        "https://x.example/#f",
        "http://x.example",
        "http://128.0.0.1",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "https://x.example\n",
        "https://x y.example",
        "https://x.example\\@evil.example",
        "https://x.example:notaport",
        "https://[::1",
    ],
)
def test_unsafe_base_url_is_refused(url: str) -> None:
    """A base URL without scheme or host, with credentials or query, or over plain http is refused."""
    with pytest.raises(ConfigurationError):
        Demo(TOKEN, url)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://x.example", "https://x.example/v1"),
        ("https://x.example/", "https://x.example/v1"),
        ("https://x.example/v1/", "https://x.example/v1"),
        ("https://x.example/proxy", "https://x.example/proxy/v1"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787/v1"),
        ("http://127.3.2.1:1/v1", "http://127.3.2.1:1/v1"),
        ("http://[::1]:8787/v1", "http://[::1]:8787/v1"),
        ("http://localhost:8787", "http://localhost:8787/v1"),
    ],
)
def test_documented_path_is_appended_once(url: str, base: str) -> None:
    """The base URL ends with the documented path, once; plain http is only allowed for loopback."""
    assert repr(Demo(TOKEN, url)) == f"<Demo of {base}>"


PIECES = st.sampled_from(
    ["x.example", "127.0.0.1", "/", "/v1", ".", "-", "a@", ":1", "X", "?", "é"]
)


@given(st.sampled_from(["https://", "http://", ""]), st.lists(PIECES, min_size=1, max_size=4))
def test_plain_documented_addresses_need_no_parser(start: str, pieces: list[str]) -> None:
    """A documented address becomes the same base URL, or the same error, with and without a parser."""
    service = Service(**{**vars(SERVICE), "base_url": start + "".join(pieces)})
    found = list[str]()
    for resolve in (resolve_base_url, checked_base_url):
        try:
            found.append(resolve(service, None))
        except ConfigurationError as error:
            found.append(str(error))
    assert found[0] == found[1]


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_invalid_timeout_is_refused(timeout: float) -> None:
    """A timeout that is not a number above zero is refused."""
    with pytest.raises(ConfigurationError, match="timeout"):
        Demo(TOKEN, timeout=timeout)


def test_token_is_not_shown(server: ByteServer, caplog: pytest.LogCaptureFixture) -> None:
    """Neither repr nor logs contain the token; the request id is logged."""
    caplog.set_level(logging.DEBUG)
    server.actions = [reply({"request_id": "job-1"})]
    with Demo(TOKEN, server.base_url) as api:
        job = api.submit(ENDPOINT.request(Input(prompt="x")))
        shown = repr(api) + str(api) + repr(job)
    assert TOKEN not in shown + caplog.text
    assert "job-1" in repr(job)
    assert [r.getMessage() for r in caplog.records if r.name == "demo"] == [
        "submitting to demo/film-1.0/image to video",
        "submitted demo/film-1.0/image to video as request job-1",
    ]


@given(st.text())
def test_job_needs_valid_request_id(text: str) -> None:
    """A handle is created from any valid request id, without a request; others raise InvalidInput."""
    api = Demo(TOKEN)
    if SERVICE.request_id(text):
        assert api.job(text).request_id == text
    else:
        with pytest.raises(InvalidInput):
            api.job(text)


def test_recreated_job_parses_output(server: ByteServer) -> None:
    """A handle created from a request id alone returns the client's output type."""
    server.actions = [reply({"status": "succeeded", "output": {"video": "https://x/v"}})]
    with Demo(TOKEN, server.base_url) as api:
        found = api.job("job-1").result().output
    assert isinstance(found, Output)


def test_client_closes_only_its_own_http_client(server: ByteServer) -> None:
    """An HTTP client that was passed in stays open; a closed client raises."""
    server.actions = [reply({"status": "in_queue"})]
    with httpx.Client(headers={"X-Mine": "yes"}) as mine:
        with Demo(TOKEN, server.base_url, http_client=mine) as api:
            api.job("j").status()
        assert not mine.is_closed
    assert b"X-Mine: yes" in server.received[0]
    with pytest.raises(ConfigurationError, match="closed"):
        api.job("j").status()


def test_passed_http_client_cannot_redirect_or_authenticate(server: ByteServer) -> None:
    """Neither redirects nor auth of a passed HTTP client are used."""
    server.actions = [reply({"status": "in_queue"})]
    with httpx.Client(auth=("user", "pw"), follow_redirects=True) as mine:
        Demo(TOKEN, server.base_url, http_client=mine).job("j").status()
    assert f"Authorization: Bearer {TOKEN}".encode() in server.received[0]
    assert server.received[0].count(b"uthorization") == 1


def test_no_proxy_for_plain_http(server: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is not used for plain http, where it could read the token."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.actions = [reply({"status": "in_queue"})]
    with Demo(TOKEN, server.base_url) as api:
        assert api.job("j").status().phase == "waiting"


def test_threads_can_share_a_client(server: ByteServer) -> None:
    """Many threads can use one client at once."""
    server.actions = [reply({"status": "in_queue"})]
    phases: list[str] = []
    with Demo(TOKEN, server.base_url) as api:
        job: Job[Any] = api.job("j")
        threads = [
            threading.Thread(target=lambda: phases.append(job.status().phase)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert phases == ["waiting"] * 8


def test_fork_opens_new_connections(server: ByteServer) -> None:
    """A forked process does not use its parent's connections."""
    server.actions = [reply({"status": "in_queue"})]
    with Demo(TOKEN, server.base_url) as api:
        job = api.job("j")
        job.status()
        child = os.fork()
        if child == 0:
            os._exit(0 if job.status().phase == "waiting" else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert job.status().phase == "waiting"
    assert server.connections == 2


def test_service_is_plain_data() -> None:
    """A copy of a service is equal, and one with missing facts cannot be created."""
    assert vars(copy.deepcopy(SERVICE)) == vars(SERVICE)
    with pytest.raises(TypeError, match="exactly"):
        type(SERVICE)(name="x")
