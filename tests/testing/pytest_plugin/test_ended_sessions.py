"""Sessions of pytest that a server ends, and messages about targets that are not tested."""

from __future__ import annotations

import http.server
import json
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.pytest_plugin.promise_items import in_pytest_words

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[3]
IMAGE = "kling/kling-3.0/standard/image-to-video"
SPECS = ("--contract", str(ROOT / "specs" / "runcomfy"), "--contract-examples", "2")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a token, and lines of any length."""
    for name in os.environ:
        if name.startswith(("PYTEST_ADDOPTS", "RUNCOMFY")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "secret-token")


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process."""
    words = ("-p", "no:recording", "-p", "no:xdist", "--color=no")
    return pytester.runpytest_inprocess(*words, *SPECS, *args)


@contextmanager
def serve(submit_status: int | None) -> Generator[str]:
    """Serve an API that knows no request, and answers submits with a status; without one it is gone then."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, status: int, code: int) -> None:
            body = json.dumps({"error_code": code, "error_message": "no"}).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer(404, 404001)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            if submit_status is None:
                server.socket.close()
                self.close_connection = True
            else:
                self.answer(submit_status, 400004)

        def log_message(self, format: str, *args: object) -> None:
            """Print no log."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("status", "most"), [(401, 1), (None, 5)])
def test_refused_account_and_silent_server_end_the_session(
    pytester: pytest.Pytester, status: int | None, most: int
) -> None:
    """No test is run after the one that fails with the reason, and the exit code is the command's.

    Calls that a server cuts off while it goes are findings of their own.
    """
    with serve(status) as url:
        done = run(pytester, "--contract-server", url, "--contract-endpoint", "image-to-video")
    output = str(done.stdout)
    assert done.ret == 3, output
    assert 1 <= done.parseoutcomes()["failed"] <= most, output
    assert "Interrupted: " + url in output
    assert "secret-token" not in output
    assert "Traceback" not in output


@pytest.mark.parametrize(("target", "option"), [("client", "client"), ("cassette", "cassettes")])
def test_id_of_an_untested_target_is_explained(
    pytester: pytest.Pytester, target: str, option: str
) -> None:
    """The message says that no such target is tested, and names no promise of another one."""
    url = "http://127.0.0.1:9/v1"
    id = f"contract::{IMAGE}:duration/minimum[{target}]"
    done = run(pytester, "--collect-only", "--contract-server", url, id)
    output = str(done.stdout) + str(done.stderr)
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert f"no {target} is tested here; name one with --contract-{option}" in output
    assert "did you mean" not in output


def test_missing_specs_are_named_by_the_option_of_pytest(pytester: pytest.Pytester) -> None:
    """A folder without specs is answered with --contract, which pytest has, not with --specs."""
    folder = pytester.mkdir("nospecs")
    done = run(pytester, "--contract", str(folder))
    assert "contains no specs" in str(done.stdout)
    assert "name the folder with --contract" in str(done.stdout)
    assert "--specs" not in str(done.stdout)


@given(
    st.sampled_from(
        ["server", "client", "cassettes", "endpoint", "examples", "seed", "yes", "baseline"]
    )
)
def test_options_get_their_names_in_pytest(option: str) -> None:
    """Each option that both have is renamed once, and a longer word with the same start never."""
    renamed = in_pytest_words(f"add --{option}, or --{option}s-x")
    assert renamed.startswith(f"add --contract-{option}, or ")
    assert in_pytest_words(renamed) == renamed
