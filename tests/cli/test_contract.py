"""`contract`: exit codes, output, report files and baselines."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from xml.etree import ElementTree as Xml

import pytest

from cli.support import IMAGE, TEXT, Workspace, command_line, environment
from clientwright.specs.bundled_data import data_folder
from sources.support import ROOT

DURATION = "*/image-to-video:duration/minimum"
SUM = "*image-to-video*sum-equals*"
FEW = ("--examples", "2")


def test_client_and_sandbox_keep_every_promise() -> None:
    """`contract` finds no broken promise of RunComfy in this repository and exits 0."""
    done = subprocess.run(
        command_line("contract", "--service", "runcomfy", "--examples", "20", "--json"),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert all(line.startswith("Trying ") for line in done.stderr.splitlines())
    report = json.loads(done.stdout)
    assert report["summary"]["broken"] == 0
    assert report["summary"]["proved"] > 300
    assert {one["target"] for one in report["verdicts"]} == {"client", "server", "cassette"}


def test_correct_server_exits_0(specs: Workspace, right_server: str) -> None:
    """A sandbox at a URL needs no token; the last line is the summary."""
    result = specs.run("contract", "--server", right_server, "--only", DURATION, *FEW)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert "1 promise, 1 verdict: 1 proved" in result.stdout.splitlines()[-1]


def test_missing_rule_is_found(specs: Workspace, wrong_server: str) -> None:
    """A server without the sum rule exits 1; the finding names rule, line, call and command to repeat."""
    args = (
        "contract",
        "--server",
        wrong_server.removesuffix("/v1"),
        "--endpoint",
        "image-to-video",
    )
    result = specs.run(*args, "--only", SUM, "--seed", "7", *FEW)
    assert result.exit_code == 1, result.output
    text = result.stdout
    assert re.search(r"specs/runcomfy/.*image-to-video\.json:\d+ /rules/0", text)
    for part in (
        "payload   {",
        "expected  ",
        "seen      accepted: HTTP 200",
        "$RUNCOMFY_API_TOKEN",
        "--seed 7",
    ):
        assert part in text
    line = next(line for line in text.splitlines() if line.startswith("    again "))
    words = shlex.split(line.partition(" clientwright ")[2])
    repeated = specs.run(*words)
    assert repeated.exit_code == 1
    assert line in repeated.stdout.splitlines()


def test_client_option_tests_only_that_client(specs: Workspace) -> None:
    """A vendored copy is tested by its folder or dotted name, wherever it is; no server is tested."""
    assert specs.run("generate", "--out", "acme/vendor").exit_code == 0
    for client in ("acme/vendor/runcomfy", "acme.vendor.runcomfy"):
        done = specs.process("contract", "--client", client, "--only", DURATION, "--json", *FEW)
        assert (done.returncode, done.stderr) == (0, "")
        report = json.loads(done.stdout)
        assert [one["target"] for one in report["verdicts"]] == ["client"]
        assert report["subjects"] == [client]


def test_cassettes_of_one_endpoint(specs: Workspace) -> None:
    """--endpoint selects its cassettes; the others are no findings, and none is a usage error."""
    assert specs.run("record", "--endpoint", TEXT, "--only", "minimal-job").exit_code == 0
    args = ("contract", "--cassettes", "tests/cassettes", "--endpoint")
    assert specs.run(*args, TEXT).exit_code == 0
    none = specs.run(*args, IMAGE)
    assert (none.exit_code, none.stdout) == (2, "")
    assert (
        "no cassettes of kling/kling-3.0/standard/image-to-video in tests/cassettes" in none.stderr
    )
    assert "clientwright record" in none.stderr
    (specs.folder / "empty").mkdir()
    empty = specs.run("contract", "--cassettes", "empty")
    assert (empty.exit_code, empty.stdout) == (2, "")
    assert "no cassettes in empty" in empty.stderr
    spec = specs.spec(TEXT)
    spec.rename(spec.with_name("other.json"))
    specs.edit("standard/text-to-video", "standard/other", "other")
    broken = specs.run("contract", "--cassettes", "tests/cassettes")
    assert broken.exit_code == 1
    assert "1 broken" in broken.stdout
    assert "again     clientwright contract --cassettes tests/cassettes --only" in broken.stdout


def test_report_files_are_deterministic(specs: Workspace, wrong_server: str) -> None:
    """JSON, JUnit and HTML report the same run; the same seed and date give the same bytes."""
    names = {"--json-file": "out/r.json", "--junit": "out/r.xml", "--html": "out/r.html"}
    flags = [word for pair in names.items() for word in pair]
    args = (
        "contract",
        "--server",
        wrong_server,
        "--only",
        "*image-to-video*duration/minimum",
        *FEW,
    )
    result = specs.run(*args, *flags, SOURCE_DATE_EPOCH="1795831500")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"{name} written" for name in names.values()]
    first = {name: (specs.folder / name).read_bytes() for name in names.values()}
    assert json.loads(first["out/r.json"])["summary"]["broken"] == 0
    assert json.loads(first["out/r.json"])["date"] == "2026-11-28T02:05:00Z"
    assert b"2026-11-28 02:05 UTC" in first["out/r.html"]
    assert Xml.fromstring(first["out/r.xml"]).attrib["failures"] == "0"
    assert b"documented rules hold" in first["out/r.html"]
    assert specs.run(*args, *flags, SOURCE_DATE_EPOCH="1795831500").exit_code == 0
    assert first == {name: (specs.folder / name).read_bytes() for name in names.values()}


def test_unusable_date_exits_2(specs: Workspace, right_server: str) -> None:
    """A date that cannot be used is reported before any trial."""
    result = specs.run("contract", "--server", right_server, SOURCE_DATE_EPOCH="today")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "SOURCE_DATE_EPOCH" in result.stderr


def test_without_specs_those_of_clientwright_are_tested(workspace: Workspace) -> None:
    """Where there are no specs, the packaged ones are tested, and the report's command names no path of theirs."""
    for more in ((), ("--endpoint", "text-to-video")):
        result = workspace.run("contract", "--dry-run", *more)
        assert (result.exit_code, "text-to-video" in result.stdout) == (0, True)
        assert "using the specs of clientwright" in result.stderr
        assert str(data_folder()) not in result.stdout
    assert "nowhere does not exist" in workspace.run("contract", "--specs", "nowhere").stderr


@pytest.mark.parametrize(
    ("args", "advice"),
    [
        (("--json", "r.json"), "use --json-file r.json"),
        (("--json", "my report"), "use --json-file 'my report'"),
        (("--json=r.json",), "use --json-file r.json"),
        (("--json", "-"), "leave it out"),
        (("--grade", "--json", "r.json"), "use --json-file r.json"),
    ],
)
def test_json_with_a_file_exits_2(specs: Workspace, args: tuple[str, ...], advice: str) -> None:
    """--json takes no file any more; the message has the option that does."""
    result = specs.run("contract", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--json prints the report and takes no file: {advice}." in result.stderr
    assert not (specs.folder / "r.json").exists()


def test_json_is_a_flag_before_other_options(specs: Workspace, right_server: str) -> None:
    """--json prints one document on stdout, wherever it stands, and can be combined with a file."""
    args = ("--server", right_server, "--only", DURATION, *FEW)
    for words in (("--json", "-v", *args), (*args, "--json")):
        result = specs.run("contract", *words, "--json-file", "r.json")
        assert (result.exit_code, result.stderr) == (0, "r.json written\n")
        assert json.loads(result.stdout) == json.loads((specs.folder / "r.json").read_text())


def test_unwritable_report_exits_2(specs: Workspace, right_server: str) -> None:
    """It is found before the run, which may be long and paid for."""
    (specs.folder / "file").write_text("")
    args = ("contract", "--server", right_server, "--only", DURATION, *FEW, "--html", "file/r.html")
    result = specs.run(*args)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert result.stdout == ""


def _accept(workspace: Workspace, *entries: dict[str, str]) -> list[str]:
    (workspace.folder / "known.json").write_text(json.dumps(entries))
    return ["--baseline", "known.json"]


def _entries(workspace: Workspace, url: str) -> list[dict[str, str]]:
    result = workspace.run("contract", "--server", url, "--only", SUM, "--json", *FEW)
    broken = [v for v in json.loads(result.stdout)["verdicts"] if v["state"] == "broken"]
    assert broken
    return [
        {"promise": v["promise"], "target": v["target"], "reason": "known", "until": "9999-12-31"}
        for v in broken
    ]


def test_baseline_accepts_known_findings(
    specs: Workspace, right_server: str, wrong_server: str
) -> None:
    """Accepted findings exit 0; expired, unneeded and unknown entries exit 1 with the entry's line."""
    args = ("contract", "--only", SUM, *FEW, "--server")
    entries = _entries(specs, wrong_server)
    accepted = specs.run(*args, wrong_server, *_accept(specs, *entries))
    assert accepted.exit_code == 0, accepted.output
    assert "Accepted by the baseline" in accepted.stdout
    fixed = specs.run(*args, right_server, *_accept(specs, *entries))
    assert fixed.exit_code == 1
    assert "known.json:1 /0: error baseline-unneeded" in fixed.stdout
    past = [{**entry, "until": "2020-01-01"} for entry in entries]
    old = specs.run(*args, wrong_server, *_accept(specs, *past))
    assert old.exit_code == 1
    assert "baseline-expired" in old.stdout
    unknown = specs.run(
        *args, wrong_server, *_accept(specs, *entries, {**entries[0], "promise": "x"})
    )
    assert unknown.exit_code == 1
    assert "baseline-unknown-promise" in unknown.stdout


@pytest.mark.parametrize(("text", "code"), [("{", 1), ("[{}]", 1), (None, 2)])
def test_invalid_baseline_stops_before_any_call(
    specs: Workspace, right_server: str, text: str | None, code: int
) -> None:
    """An invalid or missing baseline is reported before anything is sent."""
    if text is not None:
        (specs.folder / "known.json").write_text(text)
    result = specs.run("contract", "--server", right_server, "--baseline", "known.json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert "known.json" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("--server", "localhost:9000"),
        ("--server", "http://user:secret@127.0.0.1:9000"),
        ("--client", "no_such_package"),
        ("--client", "./nowhere"),
        ("--only", "no-such-promise", "--client", "CLIENT"),
        ("--endpoint", "no-such-endpoint"),
        ("--examples", "0"),
        ("--specs", "nowhere"),
        ("--server", ""),
        ("--client", " "),
        ("--only", ""),
    ],
    ids=" ".join,
)
def test_unusable_arguments_exit_2(specs: Workspace, args: tuple[str, ...]) -> None:
    """Each misuse exits 2 with a message and no traceback."""
    client = str(ROOT / "generated" / "runcomfy")
    result = specs.run("contract", *(client if arg == "CLIENT" else arg for arg in args))
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr


def test_client_is_found_where_generate_writes_it(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a client the sandbox is tested alone, with a note whose command makes one here that is found."""
    elsewhere = specs.folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    args = ("contract", "--specs", "../specs", "--only", "*:duration/minimum", "--examples", "1")
    alone = specs.run(*args)
    assert (alone.exit_code, "client" in alone.stdout) == (0, False), alone.output
    advised = shlex.split(alone.stderr.partition("clientwright ")[2].partition("'")[0])
    assert specs.run(*advised).exit_code == 0
    both = specs.run(*args)
    assert (both.exit_code, "client" in both.stdout) == (0, True), both.output
    assert (elsewhere / "generated" / "runcomfy").is_dir()


def test_broken_specs_stop_before_any_call(specs: Workspace, right_server: str) -> None:
    """If the specs have errors, all of them are shown and nothing is sent."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    result = specs.run("contract", "--server", right_server)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "image-to-video.json" in result.stderr
