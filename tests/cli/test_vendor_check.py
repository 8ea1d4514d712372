"""`vendor --check` and what a run takes away: a word for each file, an advice once, nothing in silence."""

from __future__ import annotations

import pytest

from cli.support import Workspace

INTO = "shop/src/shop/_vendor"
PACKAGE = f"{INTO}/runcomfy"
STANDARD = "kling/kling_3_0/standard"
TEXT, IMAGE = f"{STANDARD}/text_to_video.py", f"{STANDARD}/image_to_video.py"
ASK = ("vendor", "runcomfy", "--into", INTO)
CHECK = ("vendor", "--check", "shop")


@pytest.fixture
def shop(specs: Workspace) -> Workspace:
    """Give a folder with specs, and beside them a project that holds all endpoints."""
    (specs.folder / "shop/src/shop").mkdir(parents=True)
    (specs.folder / "shop/src/shop/__init__.py").touch()
    assert specs.run(*ASK, "--endpoint", "kling/*").exit_code == 0
    return specs


def test_each_file_has_one_line_and_each_kind_one_advice(shop: Workspace) -> None:
    """Files come with a word, the edited ones with their difference, and what to do stands once."""
    for name in ("text-to-video", "image-to-video"):
        shop.edit('"maximum": 15', '"maximum": 14', name)
    client = shop.folder / PACKAGE / "client.py"
    client.write_text(client.read_text("utf-8") + "# mine\n", "utf-8")
    (shop.folder / PACKAGE / "py.typed").unlink()
    said = shop.run(*CHECK).stdout
    lines = said.splitlines()
    assert f"{PACKAGE}/client.py: error copy-edited: edited" in lines
    assert f"{PACKAGE}/py.typed: error copy-incomplete: gone" in lines
    assert {f"{PACKAGE}/{path}: error copy-stale: stale" for path in (TEXT, IMAGE)} <= set(lines)
    assert "-# mine" in lines
    assert "le=14" not in said
    assert said.count("it remembers the endpoints") == 1
    assert lines[-1].startswith(f"{PACKAGE}: 1 edited, 1 gone, 2 stale (held to")


def test_differences_of_stale_files_are_there_for_the_asking(shop: Workspace) -> None:
    """--diff shows them; --json always holds them; --diff without --check is refused."""
    shop.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    assert "le=14" in shop.run(*CHECK, "--diff").stdout
    (told,) = shop.json(*CHECK)["packages"]
    assert "le=14" in told["problems"][0]["values"]["diff"]
    assert shop.run(*ASK, "--diff").exit_code == 2


def test_a_lost_endpoint_comes_first_and_decides_the_advice(shop: Workspace) -> None:
    """Where the run of before would stop, it is not advised."""
    both = ("--endpoint", "text-to-video", "--endpoint", "image-to-video")
    assert shop.run(*ASK, *both).exit_code == 0
    shop.spec("text-to-video").unlink()
    shop.edit('"maximum": 15', '"maximum": 14')
    lines = shop.run(*CHECK).stdout.splitlines()
    assert "error endpoint-lost" in lines[0]
    assert "with --endpoint for those that are left" in lines[0]
    assert any(line.endswith(f"{TEXT}: error copy-stale: dropped") for line in lines)
    assert not [line for line in lines if "it remembers the endpoints" in line]


@pytest.mark.parametrize("flags", [("--dry-run",), ()])
def test_what_is_taken_away_is_told(shop: Workspace, flags: tuple[str, ...]) -> None:
    """A narrower choice lists the files that go with a `-` and counts them, as its dry run does before."""
    asked = (*ASK, "--endpoint", "text-to-video", *flags)
    told = shop.json(*ASK, "--endpoint", "text-to-video", "--dry-run")
    assert IMAGE in told["removed"]
    assert IMAGE not in told["changed"]
    before = set(shop.tree(PACKAGE))
    result = shop.run(*asked)
    assert result.exit_code == (1 if flags else 0)
    listed = {line[2:] for line in result.stdout.splitlines() if line.startswith("- ")}
    assert listed == set(told["removed"])
    assert f", {len(listed)} {'would be ' if flags else ''}removed" in result.stdout
    assert before - set(shop.tree(PACKAGE)) == (set() if flags else listed)


def test_generate_tells_what_it_takes_away(specs: Workspace) -> None:
    """A module whose spec is gone is listed with a `-`, and in --json."""
    assert specs.run("generate").exit_code == 0
    specs.spec("text-to-video").unlink()
    result = specs.run("generate")
    assert f"- {TEXT}" in result.stdout.splitlines()
    assert ", 1 removed" in result.stdout
    assert specs.run("generate").stdout == "generated/runcomfy: nothing to change\n"


def test_a_dry_run_is_1_while_there_is_something_to_do(shop: Workspace) -> None:
    """As in sync and update: 0 means that nothing would change."""
    assert shop.run(*ASK, "--dry-run").exit_code == 0
    shop.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    assert shop.run(*ASK, "--dry-run").exit_code == 1
    assert shop.run(*ASK, "--dry-run", "--force").exit_code == 1
    assert shop.run(*ASK).exit_code == 0
    assert shop.run(*ASK, "--dry-run").exit_code == 0


def test_a_generated_package_is_called_one(shop: Workspace) -> None:
    """Beside a copy, what `generate` wrote is told in the words of `generate`, also without specs."""
    assert shop.run("generate", "--out", "shop/src").exit_code == 0
    for path in ("shop/src/runcomfy/client.py", f"{PACKAGE}/client.py"):
        (shop.folder / path).write_text("# mine\n", "utf-8")
    (shop.folder / "specs").rename(shop.folder / "elsewhere")
    found = shop.json(*CHECK)["packages"]
    said = {one["package"]: one["problems"][0] for one in found}
    assert "generate --force" in said["shop/src/runcomfy"]["try"]
    assert "since it was generated" in said["shop/src/runcomfy"]["found"]
    assert "vendor --force" in said[PACKAGE]["try"]
