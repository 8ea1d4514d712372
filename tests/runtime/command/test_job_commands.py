"""The commands that ask the API: against the sandbox as real processes, and against scripted answers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.sandbox.server import RunningSandbox
from clientwright.specs.spec_files import load_specs
from runcomfy import RunComfy
from runtime.byte_server import ByteServer, reply
from runtime.command.journal_support import ENDPOINT, ROOT, Done, claimed, command
from runtime.command.shop import STATUS, TEXT_TO_VIDEO, VIDEO, Shop, results, settings, submit

SECRET = "a-token-that-is-secret"


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
        {"jobs": [], "unknown": [], "not_followed": [], "not_downloaded": [], "sending": []},
    )
    local = command("fetch", ids[0], "--journal", str(journal))  # without a token
    assert (local.code, local.out) == (0, f"{out / ids[0]}-1.mp4\n")
    url = command("fetch", "j2", "--json", "--download", str(tmp_path / "other"), env=env)
    assert json.loads(url.out)["files"] == [str(tmp_path / "other" / f"{ids[1]}-1.mp4")]


def test_a_vendored_copy_has_the_command(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """A copy on another HTTP library, under another name, has the command under that name."""
    (specs,) = load_specs(ROOT / "specs" / "runcomfy").services
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


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("is_json", [False, True])
def test_ctrl_c_leaves_jobs_running(
    server: ByteServer, shop: Shop, is_json: bool, reads: bool
) -> None:
    """Ctrl-C ends `resume` with 130; nothing is cancelled, and the journal still has the job as accepted."""
    entry = shop.entry("job-1")
    server.actions = [reply(STATUS)]
    arguments = [sys.executable, "-m", "runcomfy", "--account", "studio-a", "resume"]
    arguments += ["--json"] * is_json
    with subprocess.Popen(
        arguments, env=shop.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "waiting for 1 job\n"
        while not server.received:
            assert process.poll() is None
            time.sleep(0.01)
        assert process.stdout is not None
        if not reads:
            process.stdout.close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted; jobs that were accepted continue\n"
    assert bool(out) == (is_json and reads)
    if out:
        document = json.loads(out)
        assert (document["exit_code"], document["error"]["kind"]) == (130, "KeyboardInterrupt")
    assert not any(line.startswith("POST") for line in server.request_lines())
    assert shop.state(entry) == "accepted"


def test_jobs_of_others_are_named(server: ByteServer, shop: Shop) -> None:
    """Accepted jobs of another account or base URL are not asked about, but named, which is exit code 1."""
    other, elsewhere = shop.entry("job-2", account="studio-b"), shop.entry("job-3", "token:0")
    done = shop("resume")
    assert done.code == 1
    assert f"1 accepted job of account studio-b at {server.base_url} is not followed" in done.err
    assert f"{elsewhere.short_id}. To follow, set that account's token and run: python" in done.err
    assert f"resume --base-url {server.base_url} --account studio-b\n" in done.err
    assert "accepted jobs of other" not in done.err  # the log says the same in other words
    document = json.loads(shop("resume", "--json").out)
    assert {one["id"] for one in document["not_followed"]} == {other.short_id, elsewhere.short_id}
    assert server.received == []


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


def test_the_error_of_a_job_that_runs_names_it(server: ByteServer, shop: Shop) -> None:
    """The document has the entry and the request of the job that was named."""
    shop.entry("job-1")
    server.actions = [reply(STATUS)]
    error = json.loads(shop("fetch", "j1", "--json").out)["error"]
    assert (error["entry"]["id"], error["request_id"]) == ("j1", "job-1")
    results(server, status="failed", error="no")
    error = json.loads(shop("fetch", "j1", "--json").out)["error"]
    assert error["entry"]["state"] == "failed"


def test_resume_tells_what_remains(shop: Shop) -> None:
    """Where there is nothing to wait for, `resume` says so, and what is on its way to the service."""
    database = open_journal(shop.journal)
    entry = claimed(database, Scope(shop.server.base_url, "studio-a"))
    told = "nothing to wait for\n1 job is still being submitted: j1\n"
    assert shop("resume") == Done(0, "", told)
    assert [one["id"] for one in json.loads(shop("resume", "--json").out)["sending"]] == ["j1"]
    database.refused(entry, "not_sent", "no")
    database.close()
    assert shop("resume") == Done(0, "", "nothing to wait for\n")
