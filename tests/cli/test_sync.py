"""`sync`: changes are printed and written, misuse is rejected, exit codes are stable."""

from __future__ import annotations

from collections import Counter

import pytest

from cli.support import Workspace, save_catalogue
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.spec_files import load_specs
from evolution.sync.fake_provider import FakeProvider, json_answer, serve_provider
from evolution.sync.random_catalogue import random_catalogue, random_entries
from evolution.sync.support import catalogue_entry, catalogue_json, schema

SAVED = ("sync", "--catalogue", "models.json")


@pytest.fixture
def listed(workspace: Workspace) -> Workspace:
    """Return a workspace with a saved catalogue."""
    save_catalogue(workspace, random_catalogue(5))
    return workspace


def test_second_sync_writes_nothing(listed: Workspace) -> None:
    """The first sync lists each new endpoint; the second changes nothing, and lint and generate pass."""
    first = listed.run(*SAVED)
    assert first.exit_code == 0
    assert first.stdout.count(" added\n") == 5
    before = listed.tree()
    second = listed.run(*SAVED)
    assert second.stdout.startswith("5 entries: 0 added, 0 changed, 0 retired, 0 returned, 5 unchanged;")  # fmt: skip
    assert listed.tree() == before
    assert listed.run("lint").exit_code == 0
    assert listed.run("generate").exit_code == 0


def test_dry_run_writes_nothing(listed: Workspace) -> None:
    """A dry run exits 1 if anything would change, and 0 otherwise."""
    before = listed.tree()
    dry = listed.run(*SAVED, "--dry-run")
    assert (dry.exit_code, listed.tree()) == (1, before)
    assert dry.stdout.endswith("; nothing was written\n")
    listed.run(*SAVED)
    assert listed.run(*SAVED, "--dry-run").exit_code == 0


def test_json_has_every_part(listed: Workspace) -> None:
    """--json lists each change with its edits and each problem with its endpoint."""
    listed.run(*SAVED)
    models = random_catalogue(5)["models"]
    models[0]["input_schema"]["properties"]["prompt"] = {"type": "str", "maxLength": 9}
    models[1] = catalogue_entry("bad/one", schema(a={"type": "strnig"}))
    save_catalogue(listed, catalogue_json(models))
    document = listed.json(*SAVED)
    assert set(document) == {"entries", "unchanged", "changes", "repairs", "repaired", "problems"}
    assert (document["entries"], document["unchanged"]) == (5, 3)
    changes = {one["model_id"]: one for one in document["changes"]}
    assert {one["change"] for one in changes.values()} == {"changed", "retired"}
    edits = changes[models[0]["model_id"]]["edits"]
    assert {"pointer": "/input/properties/prompt/maxLength", "before": None, "after": 9} in edits
    (problem,) = document["problems"]
    assert (problem["model_id"], problem["code"], problem["file"]) == ("bad/one", "unknown-type", "models.json")  # fmt: skip
    assert problem["line"]
    assert listed.run(*SAVED, "--json").exit_code == 1


def test_new_ambiguous_repairs_are_shown_once(workspace: Workspace) -> None:
    """An ambiguous repair is shown once for all its endpoints and only when new; others are counted."""
    odd = {
        **schema(a={"type": "int", "default": 3, "maximum": 2}),
        "required": ["a", "missing_one"],
    }
    save_catalogue(
        workspace,
        catalogue_json([catalogue_entry("maker/one", odd), catalogue_entry("maker/two", odd)]),
    )
    out = workspace.run(*SAVED).stdout
    assert "maker/one (+1)" in out
    assert "required-unknown" in out
    assert '["a", "missing_one"] -> ["a"]' in out
    assert "default-outside" in out
    assert "Other repairs: 2 type-alias (--json lists each)" in out
    save_catalogue(
        workspace,
        catalogue_json(
            [catalogue_entry("maker/one", odd, base_price_usd=1), catalogue_entry("maker/two", odd)]
        ),
    )
    again = workspace.run(*SAVED).stdout
    assert "1 changed" in again
    assert "required-unknown" not in again
    assert "Other repairs" not in again


def test_json_lists_every_repair(listed: Workspace) -> None:
    """--json lists each repair with its endpoint and its line in the catalogue."""
    document = listed.json(*SAVED)
    assert Counter(one["code"] for one in document["repaired"]) == document["repairs"]
    lines = (listed.folder / "models.json").read_text("utf-8").splitlines()
    top_level = [one for one in document["repaired"] if "/items" not in one["pointer"]]
    aliases = [one for one in top_level if one["code"] == "type-alias"]
    assert aliases
    for one in aliases:
        assert one["file"] == "models.json"
        assert lines[one["line"] - 1].strip().rstrip(",") == f'"type": "{one["before"]}"'


@pytest.mark.parametrize("text", ["", "{", '{"models": [{"model_id": "a/b"', "<html>", '{"total": 3}'])  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_invalid_catalogue_exits_1(workspace: Workspace, text: str, as_json: bool) -> None:
    """An invalid catalogue exits 1 with its location, and nothing is written."""
    save_catalogue(workspace, text)
    result = workspace.run(*SAVED, *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert "models.json" in (result.stdout if as_json else result.stderr)
    assert not (workspace.folder / "specs").exists()


@pytest.mark.parametrize("args", [["--catalogue", "none.json"], [], ["--live", "--catalogue", "models.json"], ["--catalogue", "."], ["--live"]])  # fmt: skip
def test_unusable_arguments_exit_2(listed: Workspace, args: list[str]) -> None:
    """A missing file, a folder, both options and a missing token exit 2 with a message."""
    gone = dict.fromkeys(("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"), "")
    result = listed.run("sync", *args, **gone)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert not (listed.folder / "specs").exists()


def test_oversized_catalogue_is_rejected_unread(workspace: Workspace) -> None:
    """The message names the file's size, the limit and how to save the catalogue in parts."""
    with (workspace.folder / "models.json").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    result = workspace.run(*SAVED)
    assert result.exit_code == 2
    assert "models.json is too large: 200 MiB; the limit for a catalogue is 32 MiB" in result.stderr
    assert "limit=100&offset=0" in result.stderr


def test_live_sync_fetches_every_page(workspace: Workspace) -> None:
    """--live fetches the whole catalogue from the API, with the token from the environment."""
    with serve_provider(FakeProvider(random_entries(130))) as provider:
        result = workspace.run("sync", "--live", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="t")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("130 entries: 130 added")


def test_live_is_the_default(workspace: Workspace) -> None:
    """No option means --live; without a token the message names the variables."""
    gone = dict.fromkeys(("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"), "")
    assert "RUNCOMFY_API_TOKEN" in workspace.run("sync", **gone).stderr
    with serve_provider(FakeProvider(random_entries(3))) as provider:
        result = workspace.run("sync", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="t")
    assert result.stdout.splitlines()[-1].startswith("3 entries: 3 added")


@pytest.mark.parametrize("command", ["sync", "update"])
def test_help_names_the_base_url_variable(workspace: Workspace, command: str) -> None:
    """The help names the variable that overrides the base URL."""
    assert "RUNCOMFY_MODEL_API_BASE" in workspace.run(command, "--help").stdout


def test_live_and_catalogue_exclude_each_other(listed: Workspace) -> None:
    """The message names both options."""
    result = listed.run(*SAVED, "--live")
    assert result.exit_code == 2
    assert "--live and --catalogue cannot be combined: choose one" in result.stderr


@pytest.mark.parametrize("command", ["sync", "update"])
def test_sandbox_url_is_recognized(workspace: Workspace, command: str) -> None:
    """If the base URL variable points to the sandbox, the message names it and advises to unset it."""
    workspace.run("import", "text-to-video.en.txt")
    (specs,) = load_specs(workspace.folder / "specs").services
    with run_sandbox(specs) as sandbox:
        base = {"RUNCOMFY_MODEL_API_BASE": sandbox.base_url, "RUNCOMFY_API_TOKEN": sandbox.token}
        result = workspace.run(command, **base)
    assert result.exit_code == 3
    assert "this is clientwright's sandbox, which has no catalogue" in result.stderr
    assert "RUNCOMFY_MODEL_API_BASE is set and names this address; unset it" in result.stderr
    assert "Try again" not in result.stderr
    assert sandbox.token not in result.output


def test_advice_for_missing_schema_depends_on_the_source(workspace: Workspace) -> None:
    """Advice on a missing schema differs between a live catalogue and a saved response."""
    models = [{"model_id": "maker/draw"}]
    with serve_provider(FakeProvider(models)) as provider:
        result = workspace.run("sync", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="t")
    assert "It was requested (include_schema=true)" in result.stdout
    save_catalogue(workspace, catalogue_json(models))
    assert "Save the response of GET /v1/models?include_schema=true" in workspace.run(*SAVED).stdout


@pytest.mark.parametrize("status", [401, 404])
def test_rejecting_provider_exits_3(workspace: Workspace, status: int) -> None:
    """The message states what to try, without the token; nothing is written."""
    with serve_provider(
        FakeProvider([], odd_answer=lambda *_: json_answer(status, {}))
    ) as provider:
        result = workspace.run("sync", "--live", RUNCOMFY_MODEL_API_BASE=provider.url, RUNCOMFY_API_TOKEN="s3cret")  # fmt: skip
    assert result.exit_code == 3
    assert result.stderr.startswith(f"Error: {provider.url}/models: ")
    assert "s3cret" not in result.output
    assert not (workspace.folder / "specs").exists()


def test_hostile_catalogue_is_escaped(workspace: Workspace) -> None:
    """Escape sequences in ids, values and names are shown as text, and no path leaves the folder."""
    bad = [catalogue_entry("a/\x1b[31mb"), catalogue_entry("../../etc/x"), catalogue_entry("a/b", schema(**{"\x1b]0;x\x07": {"type": "\x1b[2J"}}))]  # fmt: skip
    save_catalogue(workspace, catalogue_json(bad))
    before = workspace.tree()
    result = workspace.run(*SAVED)
    assert result.exit_code == 1
    assert not any(char in result.output for char in "\x1b\x07")
    assert workspace.tree() == before


def test_import_of_catalogue_suggests_sync(listed: Workspace) -> None:
    """Importing a catalogue exits 1 and names the command that reads it."""
    result = listed.run("import", "models.json")
    assert result.exit_code == 1
    assert "clientwright sync --catalogue" in result.stdout


def test_import_accepts_single_entry(workspace: Workspace) -> None:
    """A response about one endpoint is imported like a page, with its own id."""
    save_catalogue(workspace, random_entries(1)[0])
    assert workspace.run("import", "models.json").exit_code == 0
    assert (workspace.folder / f"specs/runcomfy/{random_entries(1)[0]['model_id']}.json").is_file()


def test_retired_endpoint_can_be_explained(listed: Workspace) -> None:
    """A retired endpoint can still be explained."""
    listed.run(*SAVED)
    save_catalogue(listed, random_catalogue(4))
    assert " retired\n" in listed.run(*SAVED).stdout
    gone = random_entries(5)[4]["model_id"]
    assert listed.run("explain", gone).exit_code == 0
