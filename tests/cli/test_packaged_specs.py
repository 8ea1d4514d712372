"""Commands in a folder without specs use those shipped with clientwright."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from cli.support import Workspace, save_catalogue
from clientwright import __version__
from clientwright.cli import main
from evolution.update.support import UPDATE, catalogue_before
from evolution.vendor.support import read_files
from sources.support import ROOT

INTO = "src/shop/_vendor"
PACKAGE = f"{INTO}/runcomfy"
VENDOR = ("vendor", "runcomfy", "--into", INTO)
SHIPPED = f"the specs of clientwright {__version__}"


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    """Return a project with a package and no specs."""
    (workspace.folder / "src/shop").mkdir(parents=True)
    (workspace.folder / "src/shop/__init__.py").touch()
    return workspace


def lock(shop: Workspace) -> Any:
    """Return the lock of the project's client."""
    return json.loads((shop.folder / PACKAGE / "clientwright.lock").read_text("utf-8"))


def give_specs(shop: Workspace, name: str = "specs") -> None:
    """Give the project a folder of specs."""
    shutil.copytree(ROOT / "specs" / "runcomfy", shop.folder / name / "runcomfy")


def test_vendor_without_specs(shop: Workspace) -> None:
    """The client is that of the shipped specs; output and lock say so, and a second run changes nothing."""
    first = shop.run(*VENDOR)
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines()[-1].endswith(f"files written (from {SHIPPED})")
    assert lock(shop)["options"]["specs"] == "packaged"
    assert str(ROOT) not in json.dumps(lock(shop))
    second = shop.run(*VENDOR)
    assert second.stdout == f"{PACKAGE}: nothing to change (from {SHIPPED})\n"
    assert shop.json(*VENDOR, "--dry-run")["origin"] == SHIPPED


def test_specs_folder_wins(shop: Workspace) -> None:
    """A folder `specs/` with the service is used, named, and recorded by leaving out `packaged`."""
    shop.run(*VENDOR)
    give_specs(shop)
    done = shop.run(*VENDOR)
    assert (done.exit_code, "(from the specs in specs)" in done.stdout) == (0, True)
    assert "specs" not in lock(shop)["options"]


def test_a_smaller_folder_takes_no_endpoints_away(shop: Workspace) -> None:
    """A copy of the shipped specs loses endpoints to a folder without them only where one says so."""
    shop.run(*VENDOR)
    give_specs(shop)
    spec = shop.folder / "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json"
    spec.unlink()
    lost, before = "kling/kling-3.0/standard/image-to-video", shop.tree()
    for more in ((), ("--dry-run",)):
        refused = shop.run(*VENDOR, *more)
        assert (refused.exit_code, shop.tree()) == (2, before)
        assert lost in refused.stderr
        assert {"--endpoint", "--force"} <= {*refused.stderr.replace(",", "").split()}
    checked = shop.run("vendor", "--check", ".")
    assert (checked.exit_code, lost in checked.stdout) == (1, True)
    assert "copy-of-other-specs" in checked.stdout
    assert "copy-stale" not in checked.stdout
    shop.run("generate")
    refused = shop.run(*VENDOR, "--from", "generated")
    assert (refused.exit_code, lost in refused.stderr) == (2, True)
    assert shop.run(*VENDOR, "--endpoint", "standard/text-to-video").exit_code == 0
    assert "specs" not in lock(shop)["options"]


def test_a_smaller_folder_takes_endpoints_away_by_force(shop: Workspace) -> None:
    """With --force, a copy has what the folder has."""
    shop.run(*VENDOR)
    give_specs(shop)
    (shop.folder / "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json").unlink()
    done = shop.run(*VENDOR, "--force")
    assert (done.exit_code, "removed" in done.stdout) == (0, True)
    assert "kling/kling-3.0/standard/image-to-video" not in lock(shop)["specs"]


def test_specs_of_other_services_do_not_count(shop: Workspace) -> None:
    """If `specs/` has only other services, the shipped specs are used; a named folder is never replaced."""
    give_specs(shop)
    folder = shop.folder / "specs"
    service = json.loads((folder / "runcomfy/service.json").read_text("utf-8"))
    shutil.rmtree(folder / "runcomfy")
    (folder / "other").mkdir()
    (folder / "other/service.json").write_text(json.dumps(service | {"name": "other"}), "utf-8")
    assert SHIPPED in shop.run(*VENDOR).stdout
    named = shop.run(*VENDOR, "--specs", "specs")
    assert (named.exit_code, "no service named 'runcomfy'" in named.stderr) == (2, True)


@pytest.mark.parametrize("command", [("explain", "text-to-video"), VENDOR, ("sandbox",)])
def test_missing_named_folder_is_an_error(shop: Workspace, command: tuple[str, ...]) -> None:
    """`--specs` names the folder to use; nothing replaces it."""
    done = shop.run(*command, "--specs", "nowhere")
    assert (done.exit_code, "nowhere" in done.stderr) == (2, True)


def test_unknown_service_names_the_shipped_ones(shop: Workspace) -> None:
    """Without specs, a service that nobody ships is reported with those that are."""
    done = shop.run("vendor", "other", "--into", INTO)
    assert (done.exit_code, SHIPPED in done.stderr, "runcomfy" in done.stderr) == (2, True, True)


def test_check_uses_what_the_lock_records(shop: Workspace) -> None:
    """A copy of the shipped specs is compared with them, and a stale file is found."""
    shop.run(*VENDOR, "--endpoint", "text-to-video")
    current = shop.run("vendor", "--check", ".")
    assert (current.exit_code, f"its lock and {SHIPPED}" in current.stdout) == (0, True)
    module = shop.folder / PACKAGE / "kling/kling_3_0/standard/text_to_video.py"
    module.write_text(module.read_text("utf-8") + "# later\n", "utf-8")
    edited = shop.run("vendor", "--check", ".")
    assert (edited.exit_code, "-# later" in edited.stdout) == (1, True)
    (checked,) = shop.json("vendor", "--check", ".")["packages"]
    assert (checked["by_specs"], checked["packaged"]) == (True, True)


def test_copy_of_a_folder_never_changes_its_origin(shop: Workspace) -> None:
    """A copy from a folder of specs is not silently made from the shipped ones, nor compared with them."""
    give_specs(shop, "other-specs")
    assert shop.run(*VENDOR, "--specs", "other-specs").exit_code == 0
    before = shop.tree()
    refused = shop.run(*VENDOR)
    assert (refused.exit_code, "--specs" in refused.stderr) == (2, True)
    assert shop.tree() == before
    assert "no specs of 'runcomfy' were found" in shop.run("vendor", "--check", ".").stdout
    forced = shop.run(*VENDOR, "--force")
    assert (forced.exit_code, lock(shop)["options"]["specs"]) == (0, "packaged")


def test_update_makes_a_folder_that_wins(shop: Workspace) -> None:
    """`update` takes the catalogue into `specs/`, never into the shipped specs; then copies are compared with it."""
    shop.run(*VENDOR)
    shipped = read_files(ROOT / "specs")
    save_catalogue(shop, catalogue_before())
    done = shop.run(*UPDATE)
    assert done.exit_code == 0, done.output
    assert read_files(ROOT / "specs") == shipped
    checked = shop.run("vendor", "--check", ".")
    assert (checked.exit_code, "its lock and the specs;" in checked.stdout) == (1, True)


def test_explain_shows_shipped_endpoints(workspace: Workspace) -> None:
    """Without specs, `explain` describes a shipped endpoint and says so once, not on stdout."""
    done = workspace.run("explain", "kling-3.0/standard/text-to-video", "--json")
    assert json.loads(done.stdout)["id"] == "kling/kling-3.0/standard/text-to-video"
    assert done.stderr == f"There are no specs in specs; using {SHIPPED}.\n"


def test_a_shipped_service_can_be_chosen(workspace: Workspace) -> None:
    """Without specs, a command that is about one service takes RunComfy and says so; `--service` takes another."""
    done = workspace.run("contract", "--dry-run", "--server", "http://127.0.0.1:9/v1")
    told = f"There are no specs in specs; using {SHIPPED} of runcomfy (--service chooses another)."
    assert told in done.stderr
    done = workspace.run("rules", "--service", "replicate")
    assert done.exit_code == 0, done.output
    assert done.stderr == f"There are no specs of replicate here; using {SHIPPED}.\n"
    assert "bytedance/" in done.stdout
    assert "kling/" not in done.stdout


@pytest.mark.parametrize("words", [["explain"], ["vendor", "runcomfy", "--endpoint"]])
def test_completion_offers_shipped_endpoints(workspace: Workspace, words: list[str]) -> None:
    """Without specs, the shell completes the shipped endpoints."""
    found = ShellComplete(main, {}, "clientwright", "_X").get_completions(words, "kling/")
    assert len(found) == 2


def test_the_folder_that_lacks_an_init_is_named(workspace: Workspace) -> None:
    """An empty folder in an empty `src` is itself what has to become a package, not `src`."""
    (workspace.folder / "src/shop").mkdir(parents=True)
    done = workspace.run("vendor", "fal", "--into", "src/shop")
    assert (done.exit_code, "since src/shop has no __init__.py" in done.stderr) == (2, True)
