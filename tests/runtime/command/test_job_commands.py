"""The commands that ask the API, as real processes: against the sandbox, and against scripted answers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.specs.spec_files import load_specs
from runcomfy import RunComfy, kling
from runtime.byte_server import ByteServer, reply
from runtime.command.journal_support import ENDPOINT, ROOT, Done, claimed, command, environment

TEXT_TO_VIDEO = kling.kling_3_0.standard.text_to_video
STATUS = {"request_id": "job-1", "status": "in_progress"}
VIDEO = {"video": "https://x.example/v.mp4?signature=1"}
SECRET = "a-token-that-is-secret"


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """Run a sandbox whose jobs are finished at once."""
    (specs,) = load_specs(ROOT / "specs").services
    with run_sandbox(specs) as running:
        yield running


def submit(sandbox: RunningSandbox, journal: Path, count: int) -> list[str]:
    """Submit jobs, and leave; return their request ids."""
    with RunComfy(sandbox.token, sandbox.base_url, journal=journal) as api:
        request = TEXT_TO_VIDEO.request(prompt="A lighthouse at dawn")
        return [api.submit(request, once=f"key {n}").request_id for n in range(count)]


def settings(sandbox: RunningSandbox, journal: Path, **more: str) -> dict[str, str]:
    """Return the environment of a sandbox's user."""
    known = {"RUNCOMFY_MODEL_API_BASE": sandbox.base_url, "RUNCOMFY_API_TOKEN": sandbox.token}
    return environment(RUNCOMFY_JOURNAL=str(journal), **known, **more)


def test_settle_asks_about_the_request(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """`settle` refuses a request that the account does not have, unless it is not to ask."""
    (id,) = submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    database = open_journal(journal)
    (entry,) = database.entries()
    database.close()
    other = tmp_path / "other.sqlite"
    database = open_journal(other)
    unknown = claimed(database, scope=Scope(entry.base_url, entry.account))
    database.unknown(unknown, "lost")
    database.close()
    env = settings(sandbox, other)
    done = command("settle", "j1", "--request-id", "no such", env=env)
    assert (done.code, "this account has no request no such" in done.err) == (2, True)
    done = command("settle", "j1", "--request-id", "no such", "--unchecked", env=env)
    assert (done.code, done.err) == (0, "")
    done = command("settle", "j1", "--request-id", f" {id} ", env=env)
    assert (done.code, done.err, f"request {id})" in done.out) == (0, "", True)


def test_resume_finishes_what_another_process_began(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """`resume --download` saves what a program that left has bought; afterwards nobody is asked again."""
    ids = submit(sandbox, journal := tmp_path / "jobs.sqlite", 3)
    env, out = settings(sandbox, journal), tmp_path / "out"
    done = command("resume", "--download", str(out), env=env)
    assert done.code == 0, done.err
    assert {path.name for path in out.iterdir()} == {f"{id}-1.mp4" for id in ids}
    assert len(done.out.splitlines()) == 3
    assert "3 of 3: j" in done.err
    again = command("resume", "--download", str(out), "--json", env=env)
    assert (again.code, json.loads(again.out)) == (
        0,
        {"jobs": [], "unknown": [], "not_followed": []},
    )
    local = command("fetch", ids[0], "--journal", str(journal))  # without a token
    assert (local.code, local.out) == (0, f"{out / ids[0]}-1.mp4\n")
    url = command("fetch", "j2", "--json", "--download", str(tmp_path / "other"), env=env)
    assert json.loads(url.out)["files"] == [str(tmp_path / "other" / f"{ids[1]}-1.mp4")]


def test_a_vendored_copy_has_the_command(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """A copy on another HTTP library, under another name, has the command under that name."""
    (specs,) = load_specs(ROOT / "specs").services
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    vendor_client(specs, tmp_path / "shop" / "_vendor", [ENDPOINT], VendorOptions(http="httpx2"))
    ids = submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    env = settings(sandbox, journal) | {"PYTHONPATH": str(tmp_path)}
    name = "shop._vendor.runcomfy"
    done = command("resume", "--json", env=env, package=name)
    assert done.code == 0, done.err
    (job,) = json.loads(done.out)["jobs"]
    assert (job["entry"]["request_id"], job["entry"]["state"]) == (ids[0], "succeeded")
    wrong = command("bogus", env=env, package=name)
    assert (wrong.code, f"python -m {name} --help" in wrong.err) == (2, True)
    assert "httpx2" in command("--version", env=env, package=name).out


class Shop:
    """A journal of jobs of a scripted server, and the command on both."""

    def __init__(self, server: ByteServer, journal: Path) -> None:
        self.server, self.journal = server, journal
        self.env = environment(
            RUNCOMFY_JOURNAL=str(journal),
            RUNCOMFY_MODEL_API_BASE=server.base_url,
            RUNCOMFY_API_TOKEN="t",
        )

    def entry(self, request_id: str | None, account: str = "studio-a", **more: Any) -> Entry:
        """Write down a submit that was accepted, or whose answer was lost."""
        database = open_journal(self.journal)
        entry = claimed(database, Scope(self.server.base_url, account), **more)
        if request_id is None:
            database.unknown(entry, "its answer was lost")
        else:
            database.accepted(entry, request_id)
        database.close()
        return entry

    def state(self, entry: Entry) -> str:
        """Return the state of an entry now."""
        database = open_journal(self.journal)
        found = database.entry(entry.id)
        database.close()
        return found.state if found else ""

    def __call__(self, *arguments: str) -> Done:
        """Run the command."""
        return command("--account", "studio-a", *arguments, env=self.env)


@pytest.fixture
def shop(server: ByteServer, tmp_path: Path) -> Shop:
    """Return a shop."""
    return Shop(server, tmp_path / "jobs.sqlite")


def results(server: ByteServer, **result: object) -> None:
    """Let job-1 be finished with this result."""
    server.by_operation = {
        "status": [reply({"request_id": "job-1", "status": "completed"})],
        "result": [reply({"request_id": "job-1", **result})],
    }


def test_resume_tells_what_failed_and_what_is_unknown(server: ByteServer, shop: Shop) -> None:
    """A failed job or an unknown of this account is exit code 1; other accounts' are not asked about."""
    results(server, status="failed", error="no credits for you")
    entry, unknown = shop.entry("job-1"), shop.entry(None)
    shop.entry("job-2", account="studio-b")
    shop.entry(None, account="studio-b")
    done = shop("resume", "--json")
    assert done.code == 1
    document = json.loads(done.out)
    assert [one["entry"]["id"] for one in document["jobs"]] == [entry.short_id]
    assert "no credits for you" in document["jobs"][0]["error"]
    assert [one["id"] for one in document["unknown"]] == [unknown.short_id]
    assert f"settle {unknown.short_id} --request-id" in done.err
    assert not any(b"job-2" in request for request in server.received)
    assert shop.state(entry) == "failed"
    assert shop("resume").code == 1  # the unknown remains


def test_fetch_of_a_job_that_runs(server: ByteServer, shop: Shop) -> None:
    """A job that runs is exit code 1 and says so; with --wait it is waited for; a failure has its reason."""
    shop.entry("job-1")
    server.actions = [reply(STATUS)]
    for arguments in (("fetch", "j1"), ("fetch", "j1", "--wait", "0")):
        done = shop(*arguments)
        assert (done.code, done.out) == (1, "")
        assert "in_progress" in done.err
    results(server, status="failed", error="no credits for you")
    done = shop("fetch", "j1", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"]["kind"] == "JobFailed"
    assert "no credits for you" in done.err


def test_fetch_prints_urls(server: ByteServer, shop: Shop) -> None:
    """Without --download, the standard output has the URLs of the output, one a line."""
    shop.entry("job-1")
    results(server, status="succeeded", output=VIDEO)
    done = shop("fetch", "job-1", "--wait", "5")
    assert done == Done(0, f"{VIDEO['video']}\n", "")


@pytest.mark.parametrize(("outcome", "code"), [("cancelled", 0), ("not_cancellable", 1)])
def test_cancel(server: ByteServer, shop: Shop, outcome: str, code: int) -> None:
    """A job that was cancelled is so in the journal; one that runs goes on, which is exit code 1."""
    entry = shop.entry("job-1")
    server.by_operation["cancel"] = [reply({"request_id": "job-1", "outcome": outcome})]
    done = shop("cancel", "j1", "--json")
    assert (done.code, json.loads(done.out)["outcome"]) == (code, outcome)
    assert shop.state(entry) == ("accepted" if code else "cancelled")


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (
            ["fetch", "j1"],
            {"status": "succeeded", "output": {"video": f"https://x.example/{SECRET}"}},
        ),
        (["resume"], {"status": "succeeded", "output": {"video": f"https://x.example/{SECRET}"}}),
        (["fetch", "j1"], {"status": "failed", "error": SECRET}),
        (["fetch", "j1"], {"status": SECRET}),
        (["cancel", "j1"], {"outcome": SECRET}),
    ],
)
def test_no_command_prints_the_token(
    server: ByteServer, shop: Shop, arguments: list[str], result: dict[str, Any]
) -> None:
    """What the service says is printed without the token, on both streams, as lines and as JSON."""
    shop.env["RUNCOMFY_API_TOKEN"] = SECRET
    for more in ([], ["--json"]):
        shop.entry("job-1")
        results(server, **result)
        server.by_operation["cancel"] = [reply({"request_id": "job-1", **result})]
        done = shop(*arguments, *more)
        assert "***" in done.out + done.err
        assert SECRET not in done.out + done.err


def test_no_answer_is_a_failure(server: ByteServer, shop: Shop) -> None:
    """A service that refuses the token ends with exit code 1 and its message."""
    shop.entry("job-1")
    server.actions = [reply({"error_code": 400004, "message": "bad token"}, 401)]
    done = shop("fetch", "j1")
    assert (done.code, done.out) == (1, "")
    assert "bad token" in done.err


def test_ctrl_c_leaves_jobs_running(server: ByteServer, shop: Shop) -> None:
    """Ctrl-C ends `resume` with 130; nothing is cancelled, and the journal still has the job as accepted."""
    entry = shop.entry("job-1")
    server.actions = [reply(STATUS)]
    arguments = [sys.executable, "-m", "runcomfy", "--account", "studio-a", "resume"]
    with subprocess.Popen(
        arguments, env=shop.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "waiting for 1 job\n"
        while not server.received:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "interrupted; jobs that were accepted continue\n"
    assert not any(line.startswith("POST") for line in server.request_lines())
    assert shop.state(entry) == "accepted"


def test_jobs_of_others_are_named(server: ByteServer, shop: Shop) -> None:
    """Accepted jobs of another account or base URL are not asked about, but named, which is exit code 1."""
    other, elsewhere = shop.entry("job-2", account="studio-b"), shop.entry("job-3", "token:0")
    done = shop("resume")
    assert done.code == 1
    assert f"1 accepted job of account studio-b at {server.base_url} is not followed" in done.err
    assert f"{elsewhere.short_id}. Run resume again with that account's token" in done.err
    document = json.loads(shop("resume", "--json").out)
    assert {one["id"] for one in document["not_followed"]} == {other.short_id, elsewhere.short_id}
    assert server.received == []


def test_files_that_are_gone_are_saved_again(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """`jobs` shows how many files are still there, and `resume --download` saves the others again."""
    submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    env, out = settings(sandbox, journal), tmp_path / "out"
    assert command("resume", "--download", str(out), env=env).code == 0
    (file,) = out.iterdir()
    file.unlink()
    assert "0 of 1" in command("jobs", "--pending", env=env).out
    assert command("resume", "--download", str(out), env=env).code == 0
    assert file.exists()
    assert command("jobs", "--pending", env=env).out == "no jobs\n"


def test_resume_follows_an_account_under_its_other_names(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """What a token has bought under one name, or none, `resume` saves under another one."""
    ids = submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    with RunComfy(sandbox.token, sandbox.base_url, journal=journal, account="first") as api:
        request = TEXT_TO_VIDEO.request(prompt="A lighthouse at dusk")
        ids.append(api.submit(request, once="dusk").request_id)
    env, out = settings(sandbox, journal), tmp_path / "out"
    done = command("--account", "second", "resume", "--download", str(out), env=env)
    assert done.code == 0, done.err
    assert {path.name for path in out.iterdir()} == {f"{id}-1.mp4" for id in ids}
