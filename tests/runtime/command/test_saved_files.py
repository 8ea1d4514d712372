"""What was paid for and is not here: lost, damaged, pruned and expired outputs, and how they are saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.runtime.command.download_arguments import in_shell_words
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.sandbox.server import RunningSandbox
from runtime.byte_server import ByteServer, reply
from runtime.command.journal_support import Done
from runtime.command.journal_support import command_here as command
from runtime.command.shop import GONE, STATUS, VIDEO, Shop, results, settings, submit
from runtime.download.support import answer


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


def test_what_was_pruned_can_still_be_saved(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """`resume --download` also saves jobs whose results were pruned before they were downloaded."""
    ids = submit(sandbox, journal := tmp_path / "jobs.sqlite", 2)
    env, out = settings(sandbox, journal), tmp_path / "out"
    waited = command("resume", env=env)
    assert (waited.code, len(waited.out.splitlines())) == (0, 2)
    again = command("resume", env=env)
    assert again.code == 0
    first, second = again.err.splitlines()
    assert first == "nothing to wait for"
    assert second.startswith("2 jobs succeeded and are not downloaded; to save the output, run: ")
    pruned = command("prune", "--older-than", "0s", "--yes", env=env)
    assert pruned.out == "pruned 2 entries, 2 of them not downloaded\n"
    listed = json.loads(command("jobs", "--pending", "--json", env=env).out)["entries"]
    assert {one["request_id"] for one in listed} == set(ids)
    assert command("resume", "--download", str(out), env=env).code == 0
    assert {path.name for path in out.iterdir()} == {f"{id}-1.mp4" for id in ids}
    assert command("jobs", "--pending", env=env).out == "no jobs\n"


def test_what_has_expired_is_told_once(server: ByteServer, shop: Shop) -> None:
    """A pruned job that the service no longer has is told as expired; then nobody asks for it again."""
    entry = shop.entry("job-1", once="k")
    database = open_journal(shop.journal)
    database.ended(entry.id, "succeeded", result={"output": VIDEO})
    database.close()
    assert command("prune", "--older-than", "0s", "--yes", env=shop.env).code == 0
    server.actions = [GONE]
    done = shop("resume", "--download", "out")
    assert (done.code, "no longer has its output" in done.err) == (1, True)
    assert shop("resume", "--download", "out") == Done(0, "", "nothing to wait for\n")
    assert "expired" in shop("jobs").out
    assert shop("jobs", "--pending").out == "no jobs\n"


def test_a_damaged_file_is_replaced_on_demand(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """A file of another size counts as not there; the advice of the error can be followed in a shell."""
    submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    env, out = settings(sandbox, journal), tmp_path / "out"
    assert command("resume", "--download", str(out), env=env).code == 0
    (file,) = out.iterdir()
    whole = file.read_bytes()
    for arguments in (("resume",), ("fetch", "j1")):
        file.write_bytes(b"ab")
        assert "0 of 1" in command("jobs", "--pending", env=env).out
        done = command(*arguments, "--download", str(out), env=env)
        assert (done.code, "--overwrite replaces it" in done.err) == (1, True)
        assert command(*arguments, "--download", str(out), "--overwrite", env=env).code == 0
        assert file.read_bytes() == whole


def test_other_advice_about_downloads_can_be_followed(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """A file that is too large is told with the option that allows it."""
    submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    env, out = settings(sandbox, journal), ("--download", str(tmp_path / "out"))
    done = command("fetch", "j1", "--max-bytes", "3", *out, env=env)
    assert (done.code, "more than --max-bytes 3" in done.err) == (1, True)
    assert command("fetch", "j1", "--max-bytes", "1,000,000", *out, env=env).code == 0


def test_options_in_messages_are_those_of_a_shell() -> None:
    """Every option that a message of a download names is called as on the command line."""
    text = 'download_hosts=["a.example"] allows it; allow_private=True; overwrite=True; max_bytes=2,000'
    assert in_shell_words(text) == (
        "--download-host a.example allows it; --allow-private; --overwrite; --max-bytes 2,000"
    )


def test_fetch_prints_each_output_once(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """A file that was saved in two folders is printed once: the newest that is there."""
    submit(sandbox, journal := tmp_path / "jobs.sqlite", 1)
    env = settings(sandbox, journal)
    for folder in ("a", "b"):
        assert command("fetch", "j1", "--download", str(tmp_path / folder), env=env).code == 0
    (newest,) = (tmp_path / "b").iterdir()
    assert command("fetch", "j1", env=env).out == f"{newest}\n"
    newest.unlink()
    assert command("fetch", "j1", env=env).out == f"{tmp_path / 'a' / newest.name}\n"


@pytest.mark.parametrize("has_expired", [True, False])
def test_an_output_is_saved_as_long_as_there_is_a_url(
    server: ByteServer, shop: Shop, tmp_path: Path, has_expired: bool
) -> None:
    """What is paid for is saved by a URL of the journal, or of an output of another shape than documented."""
    entry = shop.entry("job-1", once="k")
    url = f"{server.base_url}/requests/files/v.mp4"
    results(server, status="succeeded", output={"another": {"shape": url}})
    server.by_operation["v.mp4"] = [answer("Content-Type: video/mp4")]
    if has_expired:
        database = open_journal(shop.journal)
        known = {"request_id": "job-1", "status": "succeeded", "output": {"video": url}}
        database.ended(entry.id, "succeeded", result=known)
        database.close()
        for operation in ("status", "result"):
            server.by_operation[operation] = [GONE]
    done = shop("resume", "--download", str(tmp_path / "out"))
    assert (done.code, done.out) == (0, f"j1 {tmp_path / 'out' / 'job-1-1.mp4'}\n"), done.err
    if has_expired:
        fetched = shop("fetch", "j1", "--download", str(tmp_path / "other"))
        assert fetched.code == 0
        assert shop("fetch", "j1", "--download", str(tmp_path / "other")).code == 0


@pytest.mark.parametrize("arguments", [["resume"], ["fetch", "j1", "--wait", "60"]])
def test_a_folder_that_cannot_be_written_is_found_first(
    server: ByteServer, shop: Shop, tmp_path: Path, arguments: list[str]
) -> None:
    """Nobody waits for jobs whose outputs could not be saved: the target and the options are checked before."""
    entry = shop.entry("job-1")
    server.actions = [reply(STATUS)]
    (file := tmp_path / "file").touch()
    for download in (
        ["--download", str(file)],
        ["--download", str(file / "x")],
        ["--download", "nosuch://x"],
        ["--download", str(tmp_path / "out"), "--download-host", "a b"],
    ):
        done = shop(*arguments, *download)
        assert (done.code, done.out) == (2, ""), done.err
    assert server.received == []
    assert shop.state(entry) == "accepted"
