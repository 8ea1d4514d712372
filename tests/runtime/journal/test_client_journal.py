"""A client with a journal: its settings, what it writes and what it never writes, threads and jobs that go on."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runcomfy._endpoints
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.scope import fingerprint, scope_of
from clientwright.sandbox.server import RunningSandbox, run_sandbox
from runcomfy import AsyncRunComfy, RunComfy, kling
from runtime.byte_server import reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.demo_service import Input as DemoInput
from runtime.journal.journal_callers import (
    REQUEST,
    JournalCaller,
    accept,
    posts,
    script,
    succeed,
)
from sandbox.support import specs

ROOT = Path(__file__).parents[3]
FILM = kling.kling_3_0.standard.text_to_video.request(prompt="A lighthouse", duration=5)
BAD_SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "journal-number": ({"journal": 5}, "journal must be a path or an address, not int"),
    "journal-true": ({"journal": True}, "journal must be a path or an address, not bool"),
    "journal-empty": ({"journal": ""}, "names no file"),
    "journal-zero": ({"journal": "a\0b"}, "names no file"),
    "journal-memory": ({"journal": ":memory:"}, "would forget"),
    "journal-web": ({"journal": "https://x.example/j"}, "cannot be an address"),
    "account-empty": ({"journal": "j", "account": ""}, "account has 0 characters"),
    "account-long": ({"journal": "j", "account": "a" * 256}, "account has 256 characters"),
    "account-number": ({"journal": "j", "account": 5}, "account is int; it must be text"),
    "account-line": ({"journal": "j", "account": "a\nb"}, "control characters"),
    "account-token": ({"journal": "j", "account": "token:12"}, "accounts without a name"),
    "account-hash": ({"journal": "j", "account": "token:" + "g" * 32}, "32 hexadecimal digits"),
    "account-alone": ({"account": "studio-a"}, "account needs a journal"),
    "inputs-alone": ({"record_inputs": True}, "record_inputs needs a journal"),
    "inputs-text": ({"journal": "j", "record_inputs": "yes"}, "record_inputs is 'yes'"),
}


@pytest.mark.parametrize("kind", [Demo, AsyncDemo])
@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_bad_settings(kind: type[Any], name: str, tmp_path: Path) -> None:
    """A journal, an account or a switch that cannot be used is refused when the client is made."""
    settings, text = BAD_SETTINGS[name]
    with pytest.raises(ConfigurationError, match=text):
        kind(TOKEN, **settings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Demo, AsyncDemo])
def test_making_a_client_opens_nothing(kind: type[Any], tmp_path: Path) -> None:
    """The journal's file is made by the first submit, not by the client."""
    kind(TOKEN, journal=tmp_path / "jobs.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Demo, AsyncDemo])
def test_without_a_journal(kind: type[Any]) -> None:
    """Without a journal, its verbs say how to get one."""
    api = kind(TOKEN)
    with pytest.raises(ConfigurationError, match="has no journal: make it with journal"):
        _ = api.journal


def test_paths_of_all_kinds(sync_caller: JournalCaller) -> None:
    """The same file by a path or by its text is the same journal."""
    script(sync_caller.server)
    sync_caller.submit(once="k")
    sync_caller.settings = {"journal": str(sync_caller.path)}
    assert sync_caller.submit(once="k").request_id == "job-1"
    assert posts(sync_caller.server) == 1


def test_neither_token_nor_input_is_written(file_caller: JournalCaller) -> None:
    """The file has neither the token, which an error and a result repeat, nor the input."""
    request = ENDPOINT.request({"prompt": "a very secret prompt"})
    refusal = reply({"error_code": 400004, "message": f"token {TOKEN} is not valid"}, 401)
    result = succeed(note=f"of {TOKEN}")
    script(file_caller.server, refusal, accept(), result=result)
    with pytest.raises(Exception, match="not valid"):
        file_caller.submit(request=request, once="a")
    file_caller.submit("wait", request=request, once="b")
    first, second = file_caller.entries()
    assert first.reason == "token *** is not valid"
    assert second.result is not None
    assert second.result["note"] == "of ***"
    written = b"".join(path.read_bytes() for path in file_caller.path.parent.iterdir())
    assert b"job-1" in written
    assert TOKEN.encode() not in written
    assert b"secret prompt" not in written


def test_inputs_are_recorded_on_request(caller: JournalCaller) -> None:
    """With `record_inputs=True`, an entry has the body that was sent."""
    script(caller.server)
    caller.settings = {"record_inputs": True}
    caller.submit(request=ENDPOINT.request({"prompt": "é", "class": "a"}))
    assert caller.entries()[0].input == {"prompt": "é", "class": "a"}


def test_recorded_inputs_lack_the_token(file_caller: JournalCaller) -> None:
    """A token in an input is sent as it is, and not written."""
    script(file_caller.server)
    file_caller.settings = {"record_inputs": True}
    file_caller.submit(request=ENDPOINT.request({"prompt": f"a {TOKEN} b"}), once="k")
    assert file_caller.entries()[0].input == {"prompt": "a *** b"}
    assert any(f"a {TOKEN} b".encode() in one for one in file_caller.server.received)
    written = b"".join(path.read_bytes() for path in file_caller.path.parent.iterdir())
    assert TOKEN.encode() not in written


def test_many_threads_on_one_client(sync_caller: JournalCaller) -> None:
    """Threads may share a client with a journal; every job has its entry, and each entry its job."""
    script(sync_caller.server, *(accept(f"job-{n}") for n in range(1, 61)))
    with (
        Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api,
        ThreadPoolExecutor(12) as pool,
    ):
        jobs = [pool.submit(api.submit, REQUEST, once=f"k{n % 30}") for n in range(60)]
        ids = {job.result().request_id for job in jobs}
    entries = sync_caller.entries()
    assert len(ids) == len(entries) == posts(sync_caller.server) == 30
    assert {entry.request_id for entry in entries} == ids


def test_many_tasks_on_one_client(sync_caller: JournalCaller) -> None:
    """Tasks may share an async client with a journal; submits without a key have entries of their own."""
    script(sync_caller.server, *(accept(f"job-{n}") for n in range(1, 61)))

    async def main() -> set[str]:
        async with AsyncDemo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
            jobs = await asyncio.gather(*(api.submit(REQUEST) for _ in range(50)))
            return {job.request_id for job in jobs}

    ids = asyncio.run(main())
    assert {entry.request_id for entry in sync_caller.entries()} == ids
    assert len(ids) == posts(sync_caller.server) == 50


def test_a_joined_job_is_logged_as_such(
    caller: JournalCaller, caplog: pytest.LogCaptureFixture
) -> None:
    """The log does not say that a job was submitted which was only joined."""
    script(caller.server)
    caplog.set_level("INFO", logger="demo")
    for _ in range(2):
        caller.submit(once="k")
    found = [record.getMessage() for record in caplog.records if record.name == "demo"]
    assert found == [
        f"submitted {ENDPOINT.id} as request job-1",
        f"joined {ENDPOINT.id} as request job-1",
    ]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    """Run a sandbox whose jobs end at once."""
    with run_sandbox(specs(), jobs_file=tmp_path / "sandbox.sqlite") as running:
        yield running


def test_resume_in_another_client(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Accepted jobs go on in another client, with the type of their output; other accounts are left alone."""
    path, about = tmp_path / "jobs.sqlite", (sandbox.token, sandbox.base_url)
    with RunComfy(*about, journal=path) as api:
        ids = [api.submit(FILM, once=f"k{n}").request_id for n in range(3)]
        api.submit(FILM, once="done").wait()
    with RunComfy("another", sandbox.base_url, journal=path) as api:
        assert api.resume() == []
    with RunComfy(sandbox.token, "http://127.0.0.1:1", journal=path) as api:
        assert api.resume() == []
    with RunComfy(*about, journal=path, account="studio") as api:  # the same token
        assert [job.request_id for job in api.resume()] == ids
    with RunComfy(*about, journal=path) as api:
        jobs = api.resume()
        assert [job.request_id for job in jobs] == ids
        results = [job.wait() for job in jobs]
        output = kling.kling_3_0.standard.text_to_video.Output
        assert all(isinstance(result.output, output) for result in results)
        assert [job.endpoint for job in jobs] == [FILM.endpoint.id] * 3
        assert api.resume() == []


def test_resume_async(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """The same in the async client."""

    async def main() -> None:
        about: Any = {"base_url": sandbox.base_url, "journal": tmp_path / "jobs.sqlite"}
        async with AsyncRunComfy(sandbox.token, **about) as api:
            job = await api.submit(FILM, once="k")
        async with AsyncRunComfy(sandbox.token, **about) as api:
            (again,) = await api.resume()
            assert again.request_id == job.request_id
            assert (await again.wait()).output.video
            assert await api.resume() == []

    asyncio.run(main())


def test_resume_says_what_it_does_not_follow(
    caller: JournalCaller, caplog: pytest.LogCaptureFixture
) -> None:
    """Accepted jobs of another account are counted in a warning, and so does the journal by itself."""
    caller.bring_to("accepted", once="a")
    caller.bring_to("succeeded", once="b")
    caller.settings = {"token": "another", "account": "studio"}
    assert caller.call(lambda api: api.resume()) == []
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    (entry, _) = caller.entries()
    text = record.getMessage()
    assert f"1 of account {entry.account!r} at {entry.base_url} (this is account 'studio'" in text
    asked = caller.call(lambda api: api.journal.not_followed(entry.base_url, "studio"))
    assert asked == text
    assert caller.call(lambda api: api.journal.not_followed(entry.base_url, entry.account)) is None


def test_resumed_endpoint_that_is_gone(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """A job of an endpoint that the package no longer has goes on, with an output of any kind."""
    path = tmp_path / "jobs.sqlite"
    with RunComfy(sandbox.token, sandbox.base_url, journal=path) as api:
        job = api.submit(FILM)
        modules: dict[str, str] = vars(runcomfy._endpoints)["_MODULES"]
        module = modules.pop(FILM.endpoint.id)
        try:
            (again,) = api.resume()
        finally:
            modules[FILM.endpoint.id] = module
        assert (again.request_id, again.endpoint) == (job.request_id, FILM.endpoint.id)
        assert isinstance(again.wait().output, runcomfy.Output)


IDLE = """
import sys
from runcomfy import RunComfy, kling

with RunComfy(sys.argv[2], sys.argv[1]) as api:
    request = kling.kling_3_0.standard.text_to_video.request(prompt="x")
    api.run(request)
found = [name for name in sys.modules if name.startswith("runcomfy._runtime.")]
assert "runcomfy._runtime.jobs" in found
optional = (".journal", ".download", ".batch", ".command", ".media_values")
print(*(name for name in found if any(part in name for part in optional)))
print(*(name for name in found if "async" in name), "sqlite3" in sys.modules)
"""


def test_a_job_without_a_journal_loads_none(sandbox: RunningSandbox) -> None:
    """A job without a journal loads no module of the journal, and no async one."""
    done = subprocess.run(
        [sys.executable, "-c", IDLE, sandbox.base_url, sandbox.token],
        env={"PYTHONPATH": str(ROOT / "generated"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.splitlines(), done.stderr) == (["", "False"], "")


def values() -> st.SearchStrategy[Any]:
    """Return JSON values."""
    leaves = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
    return st.recursive(leaves, lambda each: st.lists(each) | st.dictionaries(st.text(), each))


def canonical(value: Any) -> str:
    """Return a JSON value as text that does not depend on the order of keys."""
    return json.dumps(value, sort_keys=True)


@given(values(), values(), st.binary(min_size=1), st.binary(min_size=1))
def test_fingerprints_tell_inputs_apart(one: Any, two: Any, salt: bytes, other: bytes) -> None:
    """Equal bodies have equal fingerprints in one journal; others, and other journals, have other ones."""
    first = fingerprint(salt, DemoInput, {"prompt": "x", "extra": one})
    swapped = fingerprint(salt, DemoInput, {"extra": one, "prompt": "x"})
    second = fingerprint(salt, DemoInput, {"prompt": "x", "extra": two})
    assert first == swapped
    assert (first == second) == (canonical(one) == canonical(two))
    if salt.rstrip(b"\0") != other.rstrip(b"\0"):
        assert first != fingerprint(other, DemoInput, {"prompt": "x", "extra": one})


@given(st.text(), st.text())
def test_urls_are_only_those_of_media(query: str, prompt: str) -> None:
    """The query of a media URL never counts, and a prompt always does."""
    image = {"start_image_url": "https://x.example/a.png"}
    signed = {"start_image_url": f"https://x.example/a.png?{query}"}
    text = f"https://x.example/a.png?{prompt}"
    plain = fingerprint(b"s", DemoInput, {"prompt": "x", **image})
    assert plain == fingerprint(b"s", DemoInput, {"prompt": "x", **signed})
    assert fingerprint(b"s", DemoInput, {"prompt": text}) != fingerprint(
        b"s", DemoInput, {"prompt": "https://x.example/a.png"}
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://API.example/v1", "https://api.example/v1"),
        ("https://api.example:443/v1", "https://api.example/v1"),
        ("http://127.0.0.1:80/v1", "http://127.0.0.1/v1"),
    ],
)
def test_spellings_of_a_base_url(one: str, two: str) -> None:
    """Base URLs that mean the same are one scope; another port is another."""
    assert scope_of(one, None, "t", b"s") == scope_of(two, None, "t", b"s")
    assert scope_of(two, None, "t", b"s") != scope_of("http://127.0.0.1:8080/v1", None, "t", b"s")


def test_an_account_is_no_token() -> None:
    """The name of an account without a name is a keyed hash, which another journal spells otherwise."""
    one, two = (scope_of("https://x.example", None, TOKEN, salt).account for salt in (b"a", b"b"))
    assert one.startswith("token:")
    assert one != two
    assert TOKEN not in one + two
