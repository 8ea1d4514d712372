"""`vendor --check` output: one word per file, each advice once, removals listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.support import Workspace, prepared

INTO = "shop/src/shop/_vendor"
PACKAGE = f"{INTO}/runcomfy"
STANDARD = "kling/kling_3_0/standard"
TEXT, IMAGE = f"{STANDARD}/text_to_video.py", f"{STANDARD}/image_to_video.py"
ASK = ("vendor", "runcomfy", "--into", INTO)
CHECK = ("vendor", "--check", "shop")


@pytest.fixture
def shop(workspace: Workspace, shop_once: Path) -> Workspace:
    """Return a workspace with specs and a project with a copy of all endpoints."""
    shutil.copytree(shop_once, workspace.folder, dirs_exist_ok=True)
    return workspace


@pytest.fixture(scope="module")
def shop_once(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with specs and a project with a copy of all endpoints."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(imported_once, folder, dirs_exist_ok=True)
    (folder / "shop/src/shop").mkdir(parents=True)
    (folder / "shop/src/shop/__init__.py").touch()
    return prepared(folder, *ASK, "--endpoint", "kling/*")


def test_check_prints_one_line_per_file_and_each_advice_once(shop: Workspace) -> None:
    """Each file has one line, edited files their diff, and each advice is printed once."""
    for name in ("text-to-video", "image-to-video"):
        shop.edit('"maximum": 15', '"maximum": 14', name)
    client = shop.folder / PACKAGE / "_client.py"
    client.write_text(client.read_text("utf-8") + "# mine\n", "utf-8")
    (shop.folder / PACKAGE / "py.typed").unlink()
    out = shop.run(*CHECK).stdout
    lines = out.splitlines()
    assert f"{PACKAGE}/_client.py: error copy-edited: changed by hand" in lines
    assert f"{PACKAGE}/py.typed: error copy-incomplete: missing" in lines
    assert {f"{PACKAGE}/{path}: error copy-stale: out of date" for path in (TEXT, IMAGE)} <= set(
        lines
    )
    assert "-# mine" in lines
    assert "le=14" not in out
    assert out.count("it remembers the endpoints") == 1
    assert lines[-1].startswith(f"{PACKAGE}: 1 edited, 1 gone, 2 stale (checked against")


def test_diff_option_shows_stale_files(shop: Workspace) -> None:
    """--diff shows diffs of stale files, --json always does; --diff without --check is rejected."""
    shop.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    assert "le=14" in shop.run(*CHECK, "--diff").stdout
    (copy,) = shop.json(*CHECK)["packages"]
    assert "le=14" in copy["problems"][0]["values"]["diff"]
    assert shop.run(*ASK, "--diff").exit_code == 2


def test_lost_endpoint_comes_first(shop: Workspace) -> None:
    """A lost endpoint is listed first, and vendoring again is not advised since it would fail."""
    both = ("--endpoint", "text-to-video", "--endpoint", "image-to-video")
    assert shop.run(*ASK, *both).exit_code == 0
    shop.spec("text-to-video").unlink()
    shop.edit('"maximum": 15', '"maximum": 14')
    lines = shop.run(*CHECK).stdout.splitlines()
    assert "error endpoint-lost" in lines[0]
    assert "with --endpoint for those that are left" in lines[0]
    assert any(line.endswith(f"{TEXT}: error copy-stale: no longer generated") for line in lines)
    assert not [line for line in lines if "it remembers the endpoints" in line]


@pytest.mark.parametrize("flags", [("--dry-run",), ()])
def test_removed_files_are_listed(shop: Workspace, flags: tuple[str, ...]) -> None:
    """A narrower selection lists and counts the removed files, as its dry run does."""
    command = (*ASK, "--endpoint", "text-to-video", *flags)
    planned = shop.json(*ASK, "--endpoint", "text-to-video", "--dry-run")
    assert IMAGE in planned["removed"]
    assert IMAGE not in planned["changed"]
    before = set(shop.tree(PACKAGE))
    result = shop.run(*command)
    assert result.exit_code == (1 if flags else 0)
    listed = {line[2:] for line in result.stdout.splitlines() if line.startswith("- ")}
    assert listed == set(planned["removed"])
    assert f", {len(listed)} {'would be ' if flags else ''}removed" in result.stdout
    assert before - set(shop.tree(PACKAGE)) == (set() if flags else listed)


def test_generate_lists_removed_files(package: Workspace) -> None:
    """A module whose spec is gone is listed with a `-`."""
    package.spec("text-to-video").unlink()
    result = package.run("generate")
    assert f"- {TEXT}" in result.stdout.splitlines()
    assert ", 1 removed" in result.stdout
    assert package.run("generate").stdout == "generated/runcomfy: nothing to change\n"


def test_dry_run_exits_1_if_anything_would_change(shop: Workspace) -> None:
    """As in sync and update, 0 means that nothing would change."""
    assert shop.run(*ASK, "--dry-run").exit_code == 0
    shop.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    assert shop.run(*ASK, "--dry-run").exit_code == 1
    assert shop.run(*ASK, "--dry-run", "--force").exit_code == 1
    assert shop.run(*ASK).exit_code == 0
    assert shop.run(*ASK, "--dry-run").exit_code == 0


def test_generated_package_gets_advice_of_generate(shop: Workspace) -> None:
    """Beside a copy, a generated package gets the messages of `generate`, even without specs."""
    assert shop.run("generate", "--out", "shop/src").exit_code == 0
    for path in ("shop/src/runcomfy/_client.py", f"{PACKAGE}/_client.py"):
        (shop.folder / path).write_text("# mine\n", "utf-8")
    (shop.folder / "specs").rename(shop.folder / "elsewhere")
    found = shop.json(*CHECK)["packages"]
    problems = {one["package"]: one["problems"][0] for one in found}
    assert "generate --force" in problems["shop/src/runcomfy"]["try"]
    assert "since it was generated" in problems["shop/src/runcomfy"]["found"]
    assert "vendor --force" in problems[PACKAGE]["try"]
