"""`service`: the services that are known, the facts of one, and the check of a service's file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.support import Workspace
from clientwright.io.json_pointer import resolve_pointer
from clientwright.lint.undescribed_facts import DEFAULTS
from clientwright.problems import problem_types
from clientwright.specs.bundled_data import bundled_service_files, meta_schema
from sources.support import ROOT

MADE_UP = ROOT / "tests/providers/filmhouse/service.json"
OPEN = {"fact-uncertain", "fact-by-default"}
"""Codes that only `service check` has."""
NAMES = ["fal", "replicate", "runcomfy"]


def test_the_services_of_the_program_are_listed(workspace: Workspace) -> None:
    """Without specs, the services that travel with the program are listed, each with what a caller needs."""
    found = workspace.json("service", "list")
    assert [one["name"] for one in found["services"]] == NAMES
    for one in found["services"]:
        document = json.loads((ROOT / "specs" / one["name"] / "service.json").read_text("utf-8"))
        assert one["package"] == document.get("package", document["name"])
        assert one["base_url"] == document["base_url"]
        assert one["auth"]["variables"] == document["token_variables"]
        assert one["from"] == "clientwright"
        assert one["endpoints"] > 0
    shown = workspace.run("service", "list")
    assert shown.exit_code == 0
    assert [line.split()[0] for line in shown.stdout.splitlines() if line[0] != " "] == NAMES


def test_own_services_stand_for_shipped_ones(specs: Workspace) -> None:
    """A service of the specs folder is listed once, from there, beside those that the folder does not have."""
    own = specs.folder / "specs/filmhouse/service.json"
    own.parent.mkdir()
    own.write_bytes(MADE_UP.read_bytes())
    found = {one["name"]: one for one in specs.json("service", "list")["services"]}
    assert sorted(found) == ["fal", "filmhouse", "replicate", "runcomfy"]
    assert found["runcomfy"]["from"] == "specs/runcomfy"
    assert found["runcomfy"]["endpoints"] == 2
    assert (found["filmhouse"]["package"], found["filmhouse"]["endpoints"]) == (
        "filmhouse_client",
        0,
    )
    assert found["fal"]["from"] == "clientwright"


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_an_unreadable_service_hides_no_other(specs: Workspace, text: str) -> None:
    """A service whose file cannot be read is listed with the reason; the others are listed, and the exit code is 1."""
    (specs.folder / "specs/broken").mkdir()
    (specs.folder / "specs/broken/service.json").write_text(text, "utf-8")
    done = specs.run("service", "list")
    assert done.exit_code == 1
    assert "broken  cannot be read" in done.stdout
    assert "runcomfy  RunComfy" in done.stdout
    assert "specs/broken/service.json" in done.stderr
    found = specs.json("service", "list")
    assert {p["file"] for p in found["problems"]} == {"specs/broken/service.json"}


@pytest.mark.parametrize("name", NAMES)
def test_a_service_is_shown_with_its_defaults(workspace: Workspace, name: str) -> None:
    """Every call and every word of a service is shown, also where its file leaves it to the defaults."""
    found = workspace.json("service", "show", name)
    shown = workspace.run("service", "show", name).stdout
    document = json.loads((ROOT / "specs" / name / "service.json").read_text("utf-8"))
    for operation, facts in document["operations"].items():
        call = found["operations"][operation]["call"]
        if "path" in facts:
            assert call == f"{facts['method']} {facts['path']}"
            assert call in shown
        assert found["operations"][operation]["fields"]
    for word in document["status"]["values"]:
        assert word in shown


def test_an_unknown_service_is_answered_with_the_nearest(workspace: Workspace) -> None:
    """A service that nobody knows is a usage error that names the nearest, and all."""
    done = workspace.run("service", "show", "replicat")
    assert done.exit_code == 2
    assert "did you mean 'replicate'? known: fal, replicate, runcomfy" in done.stderr
    done = workspace.run("service", "lst")
    assert (done.exit_code, "Did you mean 'list'?" in done.stderr) == (2, True)


def test_the_check_says_what_is_left_open(workspace: Workspace) -> None:
    """Each fact that is not certain is told at its line, and each key that others need and the file leaves out."""
    found = workspace.json("service", "check", str(MADE_UP))
    text = MADE_UP.read_text("utf-8")
    uncertain = [one for one in found["problems"] if one["code"] == "fact-uncertain"]
    assert len(uncertain) == found["uncertain"] == len(re.findall('"sure": "[ML?]"', text))
    for one in uncertain:
        assert one["values"]["sure"] in text.splitlines()[one["line"] - 1]
    left = {one["values"]["fact"] for one in found["problems"] if one["code"] == "fact-by-default"}
    assert "operations.submit.input_checked" in left
    assert not {"operations.submit.input_at", "operations.cancel.http"} & left
    assert len(left) == found["defaults"]
    assert (found["errors"], found["warnings"]) == (0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_services_of_the_program_pass_the_check(workspace: Workspace, name: str) -> None:
    """The check finds no error and no warning in a file that travels with the program."""
    done = workspace.run("service", "check", str(ROOT / "specs" / name), "--strict")
    assert done.exit_code == 0, done.output
    assert "no errors, 0 warnings" in done.stdout


def changed(folder: Path, **facts: Any) -> Path:
    """Write the made-up service with other facts, under a name of no specs folder; return its path."""
    path = folder / "draft.json"
    path.write_text(json.dumps({**json.loads(MADE_UP.read_text("utf-8")), **facts}), "utf-8")
    return path


def test_the_exit_code_tells_what_was_found(workspace: Workspace) -> None:
    """An error exits with 1, a warning only with --strict, what cannot be read with 2; no traceback."""
    for facts, code in (
        ({"status": {"values": {"QUEUED": "waiting"}, "sure": "H"}}, "missing-status-word"),
        ({"nmae": "x"}, "not-a-spec"),
        ({"operations": {}}, "not-a-spec"),
    ):
        path = changed(workspace.folder, **facts)
        done = workspace.run("service", "check", str(path))
        assert done.exit_code == 1, done.output
        assert f"error {code}" in done.stdout
    path = changed(workspace.folder, package="click")
    assert workspace.run("service", "check", str(path)).exit_code == 0
    assert workspace.run("service", "check", str(path), "--strict").exit_code == 1
    path.write_text("{", "utf-8")
    assert workspace.run("service", "check", str(path)).exit_code == 1
    path.write_bytes(b"\xff")
    assert workspace.run("service", "check", str(path)).exit_code == 2
    assert workspace.run("service", "check", "nowhere.json").exit_code == 2
    assert workspace.run("service", "check", "").exit_code == 2


def test_endpoints_beside_the_file_count(workspace: Workspace) -> None:
    """A part of model ids that is longer than the id of an endpoint beside the file is warned of."""
    folder = workspace.folder / "filmhouse"
    (folder / "house").mkdir(parents=True)
    spec = MADE_UP.parent / "house/stills.json"
    facts = json.loads(MADE_UP.read_text("utf-8"))
    facts["path_parts"]["owner"]["first"] = 3
    (folder / "service.json").write_text(json.dumps(facts), "utf-8")
    assert workspace.run("service", "check", "filmhouse", "--strict").exit_code == 0
    (folder / "house/stills.json").write_bytes(spec.read_bytes())
    done = workspace.run("service", "check", "filmhouse", "--strict")
    assert (done.exit_code, "path-part-too-long" in done.stdout) == (1, True)


def test_every_default_is_of_a_key_that_exists() -> None:
    """Each default is told of a key of the meta-schema, and some service of the program says otherwise."""
    known = [json.loads(file.read_text("utf-8")) for file in bundled_service_files()]
    schema = meta_schema("service")
    for pointer in DEFAULTS:
        assert pointer.split("/")[1] in schema["properties"]
        assert any(says(document, pointer) for document in known), pointer


def says(document: Any, pointer: str) -> bool:
    """Return whether a document has a value at a pointer."""
    try:
        resolve_pointer(document, pointer)
    except LookupError:
        return False
    return True


def test_the_example_of_the_documentation_passes(workspace: Workspace) -> None:
    """The file that docs/providers.md shows has no error and no warning."""
    text = (ROOT / "docs/providers.md").read_text("utf-8")
    facts = text.partition("```json\n")[2].partition("```")[0]
    path = service_file(workspace, json.loads(facts)["name"])
    path.write_text(facts, "utf-8")
    done = workspace.run("service", "check", str(path), "--strict")
    assert done.exit_code == 0, done.output


def test_the_documentation_has_every_key_and_code() -> None:
    """docs/providers.md names every key of the calls and answers, and every code that is about them."""
    text = (ROOT / "docs/providers.md").read_text("utf-8")
    for pointer in DEFAULTS:
        key = pointer.rpartition("/")[2]
        assert f"`{key}`" in text or f".{key}`" in text, pointer
    for kind in problem_types("clientwright.lint.service_problems"):
        left = kind.code.replace("path-variable", "")
        assert f"`{kind.code}`" in text or f"`{left}`" in text or kind.code in OPEN, kind.code


def test_what_a_file_leaves_open_is_told_once_it_has_no_error(workspace: Workspace) -> None:
    """An error is told alone; the notes of uncertain facts come when it is mended."""
    document = json.loads((ROOT / "specs" / "fal" / "service.json").read_text("utf-8"))
    del document["status"]["values"]["COMPLETED"]
    path = service_file(workspace, "fal")
    path.write_text(json.dumps(document), "utf-8")
    broken = workspace.run("service", "check", str(path))
    assert (broken.exit_code, "uncertain" in broken.stdout) == (1, False)
    document["status"]["values"]["COMPLETED"] = "finished"
    path.write_text(json.dumps(document), "utf-8")
    mended = workspace.run("service", "check", str(path))
    assert (mended.exit_code, "uncertain" in mended.stdout) == (0, True)


def service_file(work: Workspace, name: str) -> Path:
    """Return the path of a service's file in a new folder of a name."""
    (work.folder / name).mkdir()
    return work.folder / name / "service.json"


def test_the_folder_of_a_file_has_the_name_of_the_service(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service.json in a folder of another name is an error, however the file is named; another file is not."""
    path = service_file(workspace, "paintshop")
    document = json.loads(MADE_UP.read_text("utf-8"))
    path.write_text(json.dumps(document), "utf-8")
    for name in ("paintshop", "paintshop/service.json"):
        found = workspace.json("service", "check", name)
        assert [one["code"] for one in found["problems"]] == ["id-mismatch"]
        assert f"{document['name']}/service.json" in found["problems"][0]["found"]
    monkeypatch.chdir(path.parent)
    for name in (".", "service.json"):
        assert "id-mismatch" in workspace.run("service", "check", name).stdout
    path.rename(path.with_name("draft.json"))
    assert workspace.run("service", "check", "draft.json").exit_code == 0


def test_each_advice_about_open_facts_is_said_once(workspace: Workspace) -> None:
    """Each note has a line of its own, notes of one code follow each other, and their advice ends them."""
    found = workspace.json("service", "check", str(MADE_UP))["problems"]
    lines = workspace.run("service", "check", str(MADE_UP)).stdout.splitlines()
    for advice in {one["try"] for one in found}:
        assert sum(advice in line for line in lines) == 1
    assert len(lines) == len(found) + len({one["try"] for one in found}) + 1
    codes = [re.sub(r".* note ([a-z-]+): .*", r"\1", line) for line in lines if " note " in line]
    assert codes == sorted(codes, key=codes.index)


def test_what_is_missing_is_told_in_one_line(workspace: Workspace) -> None:
    """An object that lacks several keys is one problem, which names them all and repeats no list of what is expected."""
    required = meta_schema("service")["required"]
    path = service_file(workspace, "empty")
    path.write_text("{}", "utf-8")
    (problem,) = workspace.json("service", "check", "empty")["problems"]
    assert f"missing: {', '.join(required)}." in problem["found"]
    assert "docs/providers.md" in problem["try"]
    path.write_text(json.dumps(dict.fromkeys(required[1:])), "utf-8")
    (first, *_) = workspace.json("service", "check", "empty")["problems"]
    assert f'"{required[0]}" is required' in first["found"]
