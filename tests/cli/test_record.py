"""`record`: cassettes recorded against the sandbox, their check, and misuse."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from pathlib import Path

import pytest

from cli.support import IMAGE, TEXT, Workspace

MINE = "tests/cassettes/runcomfy/kling/kling-3.0/standard/image-to-video"
TOKENS = ("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY", "RUNCOMFY_MODEL_API_BASE")
ONE = ("--endpoint", IMAGE, "--only", "error-404001")


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove variables that the machine's user may have set."""
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("into", "holds"), [("specs", "specs"), ("generated", "a generated package")]
)
def test_cassettes_stay_out_of_specs_and_packages(
    package: Workspace, into: str, holds: str
) -> None:
    """Cassettes are not written among specs or into a package, where the next command would trip over them."""
    before = package.tree()
    result = package.run("record", "--into", into)
    assert (result.exit_code, package.tree()) == (2, before)
    assert f"{into}/runcomfy is in a folder of {holds}" in result.stderr


@pytest.fixture(scope="module")
def recorded_once(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of specs with all of their cassettes; `printed` has what `record` printed."""
    folder = tmp_path_factory.mktemp("recorded")
    shutil.copytree(imported_once, folder, dirs_exist_ok=True)
    with contextlib.chdir(folder):
        done = Workspace(folder).run("record", **dict.fromkeys(TOKENS, ""))
    assert done.exit_code == 0, done.output
    (folder / "printed").write_text(done.stdout, "utf-8")
    return folder


@pytest.fixture
def recorded(specs: Workspace, recorded_once: Path) -> Workspace:
    """Return a workspace with specs and all of their cassettes."""
    shutil.copytree(recorded_once, specs.folder, dirs_exist_ok=True)
    return specs


def test_everything_is_recorded_offline(recorded: Workspace) -> None:
    """Without a token, every scenario of every endpoint is recorded or skipped with a reason."""
    *lines, summary = (recorded.folder / "printed").read_text("utf-8").splitlines()
    written = [line for line in lines if "skipped: " not in line]
    assert set(written) == {f"tests/cassettes/{path}" for path in recorded.tree("tests/cassettes")}
    assert re.fullmatch(r"(\d+) written, 0 unchanged, 4 skipped, 0 failed", summary)
    assert len(written) == int(summary.split()[0]) > 25


def test_second_run_changes_nothing(recorded: Workspace) -> None:
    """Recording again changes no byte."""
    before = recorded.tree()
    assert recorded.run("record").stdout.splitlines()[-1].startswith("0 written, ")
    assert recorded.tree() == before


def test_scenarios_can_be_selected(specs: Workspace) -> None:
    """--endpoint and --only select scenarios, also by pattern; --into selects the folder."""
    assert specs.run("record", *ONE, "--only", "min*", "--into", "here").exit_code == 0
    names = {Path(path).name for path in specs.tree("here")}
    assert names == {"error-404001.json", "minimal-job.json"}


def test_json_is_one_document(specs: Workspace) -> None:
    """--json prints one document with the result of each scenario."""
    found = specs.json("record", *ONE)["cassettes"]
    assert found == [
        {
            "endpoint": "kling/kling-3.0/standard/image-to-video",
            "scenario": "error-404001",
            "file": f"{MINE}/error-404001.json",
            "became": "written",
            "reason": "",
            "request_ids": [],
        }
    ]


def test_check_finds_stale_cassettes(recorded: Workspace) -> None:
    """After a change of the specs, --check exits 1, names the command and writes nothing."""
    quiet = recorded.run("record", "--check")
    assert (quiet.exit_code, quiet.stdout) == (0, "tests/cassettes: current\n")
    recorded.edit('"maximum": 15', '"maximum": 14')
    before = recorded.tree()
    result = recorded.run("record", "--check")
    assert result.exit_code == 1
    assert "error stale-cassette" in result.stdout
    assert "clientwright record --endpoint kling/kling-3.0/standard/image-to-video" in result.stdout
    assert recorded.tree() == before
    codes = {one["code"] for one in recorded.json("record", "--check")["problems"]}
    assert codes == {"stale-cassette"}


def test_changed_description_makes_nothing_stale(recorded: Workspace) -> None:
    """Descriptions are not part of the contract, so changing one makes no cassette stale."""
    recorded.edit('"title": "', '"title": "Another ')
    assert recorded.run("lint").exit_code == 0
    assert recorded.run("record", "--check").exit_code == 0


def test_check_of_missing_folder_exits_1(specs: Workspace) -> None:
    """--check of a missing folder reports missing cassettes and does not create it."""
    result = specs.run("record", "--check")
    assert result.exit_code == 1
    assert "error missing-cassette" in result.stdout
    assert not (specs.folder / "tests").exists()


def test_dry_run_writes_nothing(specs: Workspace) -> None:
    """--dry-run lists scenarios, reasons and costs, and needs neither token nor network."""
    result = specs.run("record", "--dry-run", "--live", "--endpoint", IMAGE)
    assert result.exit_code == 0
    assert "failed-job: skipped: " in result.stdout
    assert re.fullmatch(r"6 jobs and \d+ submits to be rejected", result.stdout.splitlines()[-1])
    assert not (specs.folder / "tests").exists()
    document = specs.json("record", "--dry-run", "--live", "--endpoint", IMAGE)
    assert document["jobs"] == 6


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("--media", "image=https://media.example/cat.png"), "--media needs --live"),
        (("--live", "--media", "image"), "not usable"),
    ],
)
def test_dry_run_rejects_unusable_media(
    specs: Workspace, args: tuple[str, ...], reason: str
) -> None:
    """What the run would reject, its dry run rejects too."""
    result = specs.run("record", "--dry-run", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


WRONG: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "no token": (("--live", "--yes"), {}, "RUNCOMFY_API_TOKEN"),
    "odd token": (("--live", "--yes"), {"RUNCOMFY_TOKEN": "a b"}, "cannot be sent in a header"),
    "plain http": (
        ("--live", "--yes"),
        {"RUNCOMFY_TOKEN": "t", "RUNCOMFY_MODEL_API_BASE": "http://api.example/v1"},
        "unencrypted",
    ),
    "unknown scenario": (("--only", "minimaljob"), {}, "Did you mean 'minimal-job'"),
    "unknown endpoint": (("--endpoint", "image-to-vidoe"), {}, "there is no endpoint named"),
    "odd media": (("--live", "--media", "cat.png"), {}, "give a kind and a public URL"),
    "media without live": (("--media", "image=https://x/y.png"), {}, "--live"),
    "check of some": (("--check", "--only", "minimal-job"), {}, "--check checks all"),
    "no specs": (("--specs", "nowhere"), {}, "nowhere"),
}


@pytest.mark.parametrize(("args", "env", "expected"), WRONG.values(), ids=WRONG)
def test_misuse_exits_2(
    args: tuple[str, ...], env: dict[str, str], expected: str, specs: Workspace
) -> None:
    """Every misuse exits 2 with a message that states what to try; no token is shown."""
    result = specs.run("record", *args, **env)
    assert result.exit_code == 2, result.output
    assert expected in result.stderr
    assert "Traceback" not in result.output
    assert not (specs.folder / "tests").exists()


def test_missing_cassettes_are_grouped_by_endpoint(specs: Workspace) -> None:
    """Thirty missing cassettes are two lines, each with one command; --json lists all thirty."""
    result = specs.run("record", "--check")
    assert result.exit_code == 1
    *lines, last = result.stdout.splitlines()
    assert len(lines) == 2
    assert all("15 scenarios are not recorded: cancelled-job, " in line for line in lines)
    assert last.endswith("30 errors, 0 warnings, 0 notes")
    assert len(specs.json("record", "--check")["problems"]) == 30


UNMADE = {"type": "string", "pattern": "^(?=a)b"}


@pytest.fixture
def odd(specs: Workspace) -> Workspace:
    """Return specs of which one requires a string that cannot be generated."""
    spec = json.loads(specs.spec(TEXT).read_text("utf-8"))
    spec["input"]["properties"]["prompt"] = UNMADE
    spec["input"]["required"] = ["prompt"]
    specs.spec(TEXT).write_text(json.dumps(spec), "utf-8")
    return specs


def test_endpoint_without_payloads_is_a_warning(odd: Workspace) -> None:
    """Other endpoints are recorded; record and --check warn about this one with its location."""
    result = odd.run("record", "--only", "minimal-job")
    assert result.exit_code == 0
    assert "/input/properties/prompt: warning unplayable-endpoint:" in result.stderr
    assert result.stdout.endswith("1 written, 0 unchanged, 0 skipped, 0 failed\n")
    assert odd.run("record").exit_code == 0
    checked = odd.run("record", "--check")
    assert checked.exit_code == 0
    assert "unplayable-endpoint" in checked.stdout


def test_old_cassettes_of_endpoint_without_payloads_are_stale(specs: Workspace) -> None:
    """Its old cassettes are stale, not stray, since their scenario may come back."""
    specs.run("record", "--only", "minimal-job")
    spec = json.loads(specs.spec(TEXT).read_text("utf-8"))
    spec["input"]["properties"]["prompt"] = UNMADE
    specs.spec(TEXT).write_text(json.dumps(spec), "utf-8")
    found = {p["code"] for p in specs.json("record", "--check")["problems"]}
    assert "stale-cassette" in found
    assert "stray-cassette" not in found
