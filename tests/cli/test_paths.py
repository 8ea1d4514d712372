"""Files and folders on the command line: missing ones, a service's own folder, arguments without an option."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.support import IMAGE, Workspace
from clientwright.cli import main

MISSING = "missing/thing"
INPUTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("import", "sources"): ("import", MISSING),
    ("sync", "files"): ("sync", MISSING),
    ("sync", "catalogues"): ("sync", "--catalogue", MISSING),
    ("lint", "folder"): ("lint", MISSING),
    ("lint", "specs"): ("lint", "--specs", MISSING),
    ("generate", "specs"): ("generate", "--specs", MISSING),
    ("vendor", "specs"): ("vendor", "runcomfy", "--into", ".", "--specs", MISSING),
    ("vendor", "source"): ("vendor", "thing", "--into", ".", "--from", MISSING),
    ("vendor", "check"): ("vendor", "--check", MISSING),
    ("sandbox", "specs"): ("sandbox", "--specs", MISSING),
    ("contract", "specs"): ("contract", "--specs", MISSING),
    ("contract", "client"): ("contract", "--client", MISSING),
    ("contract", "cassettes"): ("contract", "--cassettes", MISSING),
    ("contract", "baseline"): ("contract", "--baseline", MISSING),
    ("record", "specs"): ("record", "--specs", MISSING),
    ("record", "source"): ("record", "--from", MISSING),
    ("diff", "old"): ("diff", MISSING, "specs"),
    ("diff", "new"): ("diff", "specs", MISSING),
    ("update", "catalogues"): ("update", "--catalogue", MISSING),
    ("update", "since"): ("update", "--since", MISSING),
    ("explain", "specs"): ("explain", IMAGE, "--specs", MISSING),
    ("export", "specs"): ("export", "openapi", "--specs", MISSING),
}
"""Every file or folder that a command reads, by command and parameter, and a call that names a missing one."""

CREATED = {
    ("import", "specs"), ("sync", "specs"), ("update", "specs"), ("generate", "out"), ("update", "out"),
    ("vendor", "into"), ("sandbox", "jobs"), ("record", "into"), ("update", "cassettes"), ("update", "changelog"),
    ("contract", "json_file"), ("contract", "junit"), ("contract", "html"),
    ("export", "out"),
}  # fmt: skip
"""Files and folders that a command creates, or does not need."""

USES_SPECS: dict[str, tuple[str, ...]] = {
    "import": ("import", "image-to-video.zh-TW.txt"),
    "sync": ("sync", "models.json", "--dry-run"),
    "lint": ("lint",),
    "generate": ("generate",),
    "vendor": ("vendor", "runcomfy", "--into", "shop/copy"),
    "sandbox": ("sandbox", "--speed", "0"),
    "contract": ("contract", "--dry-run", "--server", "http://127.0.0.1:1"),
    "record": ("record", "--dry-run"),
    "update": ("update", "--since", "specs", "--dry-run"),
    "explain": ("explain", IMAGE),
    "export": ("export", "openapi"),
}
"""A call of every command that has --specs."""


def commands() -> dict[str, click.Command]:
    """Return every command by name."""
    assert isinstance(main, click.Group)
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def test_every_path_is_known() -> None:
    """Every parameter that is a path, or has a file, folder or revision as its value, is listed here."""
    named = {
        (name, str(param.name))
        for name, command in commands().items()
        for param in command.params
        if isinstance(param.type, click.Path) or param.metavar in ("DIR", "FILE", "OLD")
    }
    assert named - set(INPUTS) - CREATED == set()
    assert not set(INPUTS) & CREATED


@pytest.mark.parametrize("call", INPUTS.values(), ids=" ".join)
def test_missing_paths_have_one_wording(specs: Workspace, call: tuple[str, ...]) -> None:
    """Whatever is missing, the message is the same, with what to try, and the exit code is 2."""
    before = specs.tree()
    done = specs.run(*call)
    assert done.exit_code == 2, done.output
    assert f"Error: {MISSING} does not exist: " in done.stderr
    assert done.stdout == ""
    assert specs.tree() == before


def _empty_values() -> Iterator[tuple[str, ...]]:
    for name, command in commands().items():
        for param in command.params:
            if isinstance(param, click.Argument):
                yield name, ""
            elif isinstance(param, click.Option) and not param.is_flag:
                yield from ((name, flag, "") for flag in param.opts)
                yield name, f"{param.opts[0]}="
                yield name, param.opts[0], "one", param.opts[0], " "


@pytest.mark.parametrize("call", dict.fromkeys(_empty_values()), ids=str)
def test_empty_values_are_refused(workspace: Workspace, call: tuple[str, ...]) -> None:
    """An empty value, as of an unset variable, is told before anything else and never a default."""
    before = workspace.tree()
    done = workspace.run(*call)
    assert done.exit_code == 2, done.output
    assert "is empty; is a variable of your script not set?" in done.stderr
    assert done.stdout == ""
    assert workspace.tree() == before


def test_every_command_with_specs_is_tried() -> None:
    """Every command that has --specs is called below."""
    assert set(USES_SPECS) == {
        name
        for name, command in commands().items()
        if any(p.name == "specs" for p in command.params)
    }


@pytest.mark.parametrize("call", USES_SPECS.values(), ids=lambda call: call[0])
def test_folder_of_a_service_means_that_service(specs: Workspace, call: tuple[str, ...]) -> None:
    """A service's folder as --specs does what the specs folder does, and writes the same files."""
    (specs.folder / "shop").mkdir()
    (specs.folder / "shop/__init__.py").touch()
    (specs.folder / "models.json").write_text(json.dumps({"data": []}))
    start = specs.folder.parent / "start"
    shutil.copytree(specs.folder, start)
    results = []
    for folder in ("specs", "specs/runcomfy"):
        done = specs.run(*call, "--specs", folder)
        results.append((done.exit_code, done.stdout, done.stderr, specs.tree()))
        for path in specs.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(start, specs.folder, dirs_exist_ok=True)
    assert results[0] == results[1]


@pytest.fixture
def two_services(specs: Workspace) -> Workspace:
    """Return a workspace with a second service, `second`."""
    shutil.copytree(specs.folder / "specs/runcomfy", specs.folder / "specs/second")
    path = specs.folder / "specs/second/service.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "name": "second"}), "utf-8")
    return specs


@pytest.mark.parametrize("call", USES_SPECS.values(), ids=lambda call: call[0])
def test_folder_of_a_service_leaves_others_out(
    two_services: Workspace, call: tuple[str, ...]
) -> None:
    """With the folder of one of several services, no command asks which, or mentions the other."""
    (two_services.folder / "shop").mkdir()
    (two_services.folder / "shop/__init__.py").touch()
    (two_services.folder / "models.json").write_text(json.dumps({"data": []}))
    before = two_services.tree("specs/second")
    done = two_services.run(*call, "--specs", "specs/runcomfy")
    assert "several services" not in done.output
    assert "specs/second" not in done.output
    assert two_services.tree("specs/second") == before
    assert not (two_services.folder / "generated/second").exists()


def test_current_folder_can_be_a_service(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--specs .` in a service's folder works."""
    monkeypatch.chdir(specs.folder / "specs/runcomfy")
    done = specs.run("lint", "--specs", ".")
    assert (done.exit_code, done.stdout.split(":")[0]) == (0, "2 endpoints")


def test_several_services_are_named(two_services: Workspace) -> None:
    """A command for one service says how to choose one, and the advice works."""
    done = two_services.run("record", "--dry-run")
    assert done.exit_code == 2
    assert "for example --service runcomfy" in done.stderr


def test_lint_takes_a_folder(specs: Workspace) -> None:
    """`lint specs` is `lint --specs specs`; both together are refused."""
    shutil.move(specs.folder / "specs", specs.folder / "own")
    assert specs.run("lint", "own").stdout == specs.run("lint", "--specs", "own").stdout
    assert specs.run("lint", "own").exit_code == 0
    assert specs.run("lint", "own", "--specs", "own").exit_code == 2


def test_sync_takes_files(outdated: Workspace) -> None:
    """`sync models.json` is `sync --catalogue models.json`."""
    one, other = (
        outdated.run("sync", "--dry-run", *args)
        for args in (("models.json",), ("--catalogue", "models.json"))
    )
    assert (one.exit_code, one.stdout) == (other.exit_code, other.stdout) == (1, one.stdout)
    assert outdated.run("sync", "--live", "models.json").exit_code == 2


def test_import_takes_a_folder(workspace: Workspace) -> None:
    """Every page of a folder is read, as if the files were named; a folder without pages is refused."""
    pages = workspace.folder / "pages"
    pages.mkdir()
    for page in workspace.folder.glob("*.txt"):
        shutil.move(page, pages / page.name)
    (pages / "notes.pdf").write_bytes(b"%PDF")
    (pages / "below").mkdir()
    named = sorted(f"pages/{path.name}" for path in pages.glob("*.txt"))
    one = workspace.json("import", "pages", "--specs", "one")
    other = workspace.json("import", *named, "--specs", "other")
    assert one["repairs"] == other["repairs"]
    assert one["problems"] == other["problems"] == []
    assert workspace.tree("one") == workspace.tree("other")
    done = workspace.run("import", "pages/below")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pages/below contains no pages" in done.stderr


def test_generate_takes_services(two_services: Workspace) -> None:
    """`generate second` writes that service's package only; an unknown service is told, with the nearest."""
    assert two_services.run("generate", "second").exit_code == 0
    assert [path.name for path in (two_services.folder / "generated").iterdir()] == ["second"]
    done = two_services.run("generate", "runcomfi")
    assert done.exit_code == 2
    assert "did you mean 'runcomfy'? known: runcomfy, second" in done.stderr
    assert two_services.run("generate").exit_code == 0
    assert len([*(two_services.folder / "generated").iterdir()]) == 2


@pytest.mark.parametrize(
    "out", ["generated/runcomfy", "generated/runcomfy/kling", "./generated/runcomfy/"]
)
@pytest.mark.parametrize(
    "call", [("generate",), ("generate", "--check"), ("update", "--since", "specs")], ids=" ".join
)
def test_no_package_inside_a_package(package: Workspace, call: tuple[str, ...], out: str) -> None:
    """A package as --out is refused, with the folder that was meant, and nothing is written."""
    before = package.tree()
    done = package.run(*call, "--out", out)
    assert done.exit_code == 2
    assert "generated" in done.stderr.rpartition("--out ")[2]
    assert package.tree() == before
    advised = Path(done.stderr.rpartition("--out ")[2].strip())
    assert package.run("generate", "--check", "--out", str(advised)).exit_code == 0


@pytest.mark.parametrize("name", sorted(set(commands()) - {"contract"}))
def test_json_is_a_flag(name: str) -> None:
    """`--json` never takes a value."""
    options = [param for param in commands()[name].params if "--json" in param.opts]
    assert all(isinstance(option, click.Option) and option.is_flag for option in options)
