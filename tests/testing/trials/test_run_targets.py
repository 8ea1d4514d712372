"""The targets of a run are opened with the right tokens, and no other server is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.errors import UsageError
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.errors import ServerUnreachable
from clientwright.testing.targets import server_access
from clientwright.testing.trials.run_targets import TargetOptions, open_targets

ROOT = Path(__file__).parents[3]
REAL = {"RUNCOMFY_API_TOKEN": "a-real-token", "RUNCOMFY_OTHER_TOKEN": "another-real-token"}


@pytest.fixture(scope="module")
def specs() -> Specs:
    """Return the repository's specs."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
    return specs


def test_sandbox_never_gets_a_real_token(specs: Specs) -> None:
    """Whatever the environment contains, a sandbox gets the sandbox's tokens, and so does the run's own."""
    with (
        run_sandbox(specs) as sandbox,
        open_targets(specs, TargetOptions(sandbox.base_url), REAL) as subjects,
    ):
        assert subjects.server is not None
        assert subjects.server.tokens == server_access.SANDBOX_TOKENS
        assert subjects.client is None
        assert subjects.names == (sandbox.base_url,)
    with open_targets(specs, TargetOptions(), REAL) as subjects:
        assert subjects.server is not None
        assert subjects.server.tokens == server_access.SANDBOX_TOKENS
        assert subjects.client is not None
        assert subjects.names[1] == "a sandbox of the specs"


def test_local_server_bypasses_proxy(specs: Specs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment is only used for other machines."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with (
        run_sandbox(specs) as sandbox,
        open_targets(specs, TargetOptions(sandbox.base_url), REAL) as subjects,
    ):
        assert subjects.server is not None
        subjects.server.probe()


def test_unreachable_server_is_reported_first(specs: Specs) -> None:
    """A server that is down is reported before a missing token."""
    with (
        pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:1/v1"),
        open_targets(specs, TargetOptions("http://127.0.0.1:1"), {}),
    ):
        pass


def test_missing_client_is_an_error_unless_allowed(
    specs: Specs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a generated package there is an error that names the command to run, or a sandbox alone."""
    monkeypatch.chdir(tmp_path)
    bare = replace(specs, root=tmp_path / "specs")
    with (
        pytest.raises(UsageError, match="clientwright generate"),
        open_targets(bare, TargetOptions(), {}),
    ):
        pass
    with open_targets(bare, TargetOptions(allow_missing_client=True), {}) as subjects:
        assert subjects.client is None
        assert subjects.server is not None


def test_dry_run_needs_no_token(specs: Specs) -> None:
    """A dry run needs no token; a second account counts if its token is set."""
    for environ, others in (({}, False), (REAL, True)):
        with open_targets(
            specs, TargetOptions("https://example.invalid", dry_run=True), environ
        ) as subjects:
            assert subjects.is_remote
            assert subjects.server is not None
            assert subjects.server.has_token("other") == others
            assert "real" not in str(subjects.server.tokens)


def test_own_sandbox_is_reported_by_the_usual_url(specs: Specs) -> None:
    """The sandbox of a run is gone afterwards, so the report names the URL of `clientwright sandbox`."""
    with open_targets(specs, TargetOptions(), {}) as subjects:
        assert subjects.setting.base_url == "http://127.0.0.1:8787/v1"
        assert subjects.setting.tokens["other"] == "RUNCOMFY_OTHER_TOKEN"
        assert not subjects.is_remote
