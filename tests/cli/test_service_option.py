"""`--service`: which of several services a command means; one that is broken costs the others nothing."""

from __future__ import annotations

import importlib
import json
import shutil
from pathlib import Path

import click
import pytest

from cli.support import Workspace
from clientwright.cli import contract, record

SINGLE = (("record", "--dry-run"), ("sandbox", "--port", "0"), ("contract", "--json"))
"""Commands that are about one service."""


def add_service(specs: Workspace, name: str, package: str = "") -> Path:
    """Copy the service of a workspace under another name; return its file."""
    folder = specs.folder / "specs" / name
    shutil.copytree(specs.folder / "specs/runcomfy", folder)
    file = folder / "service.json"
    facts = {**json.loads(file.read_text("utf-8")), "name": name}
    file.write_text(json.dumps(facts | ({"package": package} if package else {})), "utf-8")
    return file


@pytest.mark.parametrize("call", SINGLE, ids=lambda call: call[0])
def test_a_command_of_one_service_names_all(specs: Workspace, call: tuple[str, ...]) -> None:
    """Where a folder has several services, a command asks which, and names them, though one cannot be read."""
    add_service(specs, "second").write_text("{", "utf-8")
    done = specs.run(*call)
    assert done.exit_code == 2
    assert "(runcomfy, second); choose one" in done.stderr
    assert "--service runcomfy" in done.stderr


def test_the_chosen_service_alone_is_read(specs: Workspace) -> None:
    """With `--service`, another service that cannot be read is no matter, wherever the option stands."""
    add_service(specs, "second").write_text("{", "utf-8")
    for call in (
        ("lint", "--service", "runcomfy"),
        ("--service", "runcomfy", "--specs", "specs", "lint"),
        ("lint", "--specs", "specs/runcomfy", "--service", "runcomfy"),
    ):
        at = call.index("lint")
        done = specs.run("lint", *call[:at], *call[at + 1 :])
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith("2 endpoints")
    assert specs.run("lint").exit_code == 1
    assert specs.run("record", "--dry-run", "--service", "runcomfy").exit_code == 0
    server = ("--server", "http://127.0.0.1:9/v1")
    assert specs.run("contract", "--dry-run", *server, "--service", "runcomfy").exit_code == 0


@pytest.mark.parametrize("command", ["lint", "record", "explain", "contract", "rules"])
def test_an_unknown_service_is_answered_with_the_nearest(specs: Workspace, command: str) -> None:
    """A service that is not there is a usage error that names the nearest one and all."""
    args = ["x"] if command == "explain" else []
    done = specs.run(command, *args, "--service", "runcomfi")
    assert done.exit_code == 2
    assert "did you mean 'runcomfy'? known: runcomfy" in done.stderr


def test_a_packaged_service_can_be_chosen(workspace: Workspace) -> None:
    """A command that falls back to the packaged specs takes a service of these by its name."""
    done = workspace.run("rules", "--service", "runcomfy", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found


def test_packages_have_their_own_names(specs: Workspace) -> None:
    """A package is written under the name that its service says; a command takes either name."""
    add_service(specs, "second", "films")
    assert specs.run("generate").exit_code == 0
    assert specs.run("generate", "--check").exit_code == 0
    folder = specs.folder / "generated"
    assert sorted(path.name for path in folder.iterdir()) == ["films", "runcomfy"]
    header = (folder / "films/_service.py").read_text("utf-8")
    assert "specs/second/service.json" in header
    assert 'name="second"' in header
    assert "nothing to change" in specs.run("generate", "second").stdout
    assert "nothing to change" in specs.run("generate", "films").stdout
    assert specs.run("generate", "film").exit_code == 2


def change(file: Path, key: str, value: object) -> None:
    """Change a value of a service's file."""
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), key: value}), "utf-8")


def edit_package(file: Path) -> None:
    """Edit the service's package by hand, and change its specs."""
    module = file.parents[2] / "generated/second/_client.py"
    module.write_text("# mine\n", "utf-8")
    change(file, "title", "Other")


BREAKS = {
    "not JSON": lambda file: file.write_text("{", "utf-8"),
    "not valid": lambda file: file.write_text("{}", "utf-8"),
    "lint errors": lambda file: change(file, "auth", {"header": "Host", "scheme": "", "sure": "H"}),
    "no bytes of UTF-8": lambda file: file.write_bytes(b"\xff"),
    "another name": lambda file: change(file, "name", "third"),
    "edited package": edit_package,
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_blocked_service_costs_the_others_nothing(specs: Workspace, name: str) -> None:
    """Whatever stops the package of one service, the others are written, its own stays, and the exit code is 1."""
    file = add_service(specs, "second")
    assert specs.run("generate").exit_code == 0
    BREAKS[name](file)
    specs.edit('"maximum": 15', '"maximum": 14')
    before = specs.tree("generated/second")
    done = specs.run("generate")
    assert done.exit_code == 1
    assert "generated/second: not written; these errors stop only this package" in done.stderr
    assert "generated/runcomfy: " in done.stdout
    assert specs.tree("generated/second") == before
    assert specs.run("generate", "runcomfy", "--check").exit_code == 0
    found = specs.json("generate")["packages"]
    assert [bool(one["problems"]) for one in sorted(found, key=lambda p: p["package"])] == [
        False,
        True,
    ]
    assert specs.run("generate", "second").exit_code == 1


def test_two_packages_of_one_name_stop_each_other(specs: Workspace) -> None:
    """Of two services with one name for their packages, neither is written, and a third one is."""
    add_service(specs, "second", "films")
    add_service(specs, "third", "films")
    done = specs.run("generate")
    assert done.exit_code == 1
    assert done.stderr.count("error package-twice") == 2
    assert [path.name for path in (specs.folder / "generated").iterdir()] == ["runcomfy"]


def test_a_copy_has_the_name_of_the_package(specs: Workspace) -> None:
    """A copy is asked for by the service and written under the package's name, from specs or from a package."""
    add_service(specs, "second", "films")
    assert specs.run("generate").exit_code == 0
    for n, source in enumerate([(), ("--from", "generated"), ("--from", "generated/films")]):
        into = specs.folder / f"shop{n}"
        into.mkdir()
        (into / "pyproject.toml").touch()
        done = specs.run("vendor", "second", "--into", str(into), *source)
        assert done.exit_code == 0, done.output
        assert (into / "films/clientwright.lock").is_file()
        note = next((into / "films").glob("*.md")).read_text("utf-8")
        assert "clientwright vendor second --into" in note
        checked = specs.json("vendor", "--check", str(into))
        assert specs.run("vendor", "--check", str(into)).exit_code == 0, checked


@pytest.mark.parametrize(
    ("command", "option"), [(contract.command, "--grade"), (record.command, "--from")]
)
def test_a_service_can_be_chosen_beside_options_that_exclude_others(
    specs: Workspace, command: click.Command, option: str
) -> None:
    """`--service` combines with the options of a command that leave no others."""
    module = importlib.import_module(command.callback.__module__ if command.callback else "")
    given = [option, *(["."] if option == "--from" else []), "--service", "runcomfy"]
    with click.Context(command) as context:
        command.parse_args(context, given)
        module._reject_other_options(context)
        assert context.params["specs"] == Path("specs/runcomfy")
