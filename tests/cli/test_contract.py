"""`contract`: exit codes, output, report files, and confirmation before jobs may be billed."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from cli.stub_servers import serve_body
from cli.support import IMAGE, TEXT, Workspace, command_line, environment
from clientwright.cli import contract_grade
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate, MutationScore
from clientwright.testing.promises import Target
from clientwright.testing.targets import server_access
from sources.support import ROOT

DURATION = "*/image-to-video:duration/minimum"
SUM = "*image-to-video*sum-equals*"
FEW = ("--examples", "2")


@pytest.fixture(scope="module")
def real() -> Specs:
    """Return the repository's specs."""
    (specs,) = load_specs(ROOT / "specs").services
    return specs


@pytest.fixture(scope="module")
def right(real: Specs) -> Iterator[str]:
    """Yield the URL of a server that keeps every promise."""
    with run_sandbox(real) as sandbox:
        yield sandbox.base_url


@pytest.fixture(scope="module")
def wrong(real: Specs) -> Iterator[str]:
    """Yield the URL of a server that ignores all rules."""
    forgetful = replace(real, endpoints=tuple(replace(e, rules=()) for e in real.endpoints))
    with run_sandbox(forgetful) as sandbox:
        yield sandbox.base_url


def test_client_and_sandbox_keep_every_promise() -> None:
    """`contract` without options finds no broken promise in this repository and exits 0."""
    done = subprocess.run(
        command_line("contract", "--examples", "20", "--json"),
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


def test_correct_server_exits_0(specs: Workspace, right: str) -> None:
    """A sandbox at a URL needs no token; the last line is the summary."""
    result = specs.run("contract", "--server", right, "--only", DURATION, *FEW)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert "1 promise, 1 verdict: 1 proved" in result.stdout.splitlines()[-1]


def test_missing_rule_is_found(specs: Workspace, wrong: str) -> None:
    """A server without the sum rule exits 1; the finding names rule, line, call and command to repeat."""
    args = ("contract", "--server", wrong.removesuffix("/v1"), "--endpoint", "image-to-video")
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


def test_report_files_are_deterministic(specs: Workspace, wrong: str) -> None:
    """JSON, JUnit and HTML report the same run; the same seed and date give the same bytes."""
    names = {"--json-file": "out/r.json", "--junit": "out/r.xml", "--html": "out/r.html"}
    flags = [word for pair in names.items() for word in pair]
    args = ("contract", "--server", wrong, "--only", "*image-to-video*duration/minimum", *FEW)
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


def test_unusable_date_exits_2(specs: Workspace, right: str) -> None:
    """A date that cannot be used is reported before any trial."""
    result = specs.run("contract", "--server", right, SOURCE_DATE_EPOCH="today")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "SOURCE_DATE_EPOCH" in result.stderr


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


def test_json_is_a_flag_before_other_options(specs: Workspace, right: str) -> None:
    """--json prints one document on stdout, wherever it stands, and can be combined with a file."""
    args = ("--server", right, "--only", DURATION, *FEW)
    for words in (("--json", "-v", *args), (*args, "--json")):
        result = specs.run("contract", *words, "--json-file", "r.json")
        assert (result.exit_code, result.stderr) == (0, "r.json written\n")
        assert json.loads(result.stdout) == json.loads((specs.folder / "r.json").read_text())


def test_unwritable_report_exits_2(specs: Workspace, right: str) -> None:
    """It is found before the run, which may be long and paid for."""
    (specs.folder / "file").write_text("")
    args = ("contract", "--server", right, "--only", DURATION, *FEW, "--html", "file/r.html")
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


def test_baseline_accepts_known_findings(specs: Workspace, right: str, wrong: str) -> None:
    """Accepted findings exit 0; expired, unneeded and unknown entries exit 1 with the entry's line."""
    args = ("contract", "--only", SUM, *FEW, "--server")
    entries = _entries(specs, wrong)
    accepted = specs.run(*args, wrong, *_accept(specs, *entries))
    assert accepted.exit_code == 0, accepted.output
    assert "Accepted by the baseline" in accepted.stdout
    fixed = specs.run(*args, right, *_accept(specs, *entries))
    assert fixed.exit_code == 1
    assert "known.json:1 /0: error baseline-unneeded" in fixed.stdout
    past = [{**entry, "until": "2020-01-01"} for entry in entries]
    old = specs.run(*args, wrong, *_accept(specs, *past))
    assert old.exit_code == 1
    assert "baseline-expired" in old.stdout
    unknown = specs.run(*args, wrong, *_accept(specs, *entries, {**entries[0], "promise": "x"}))
    assert unknown.exit_code == 1
    assert "baseline-unknown-promise" in unknown.stdout


@pytest.mark.parametrize(("text", "code"), [("{", 1), ("[{}]", 1), (None, 2)])
def test_invalid_baseline_stops_before_any_call(
    specs: Workspace, right: str, text: str | None, code: int
) -> None:
    """An invalid or missing baseline is reported before anything is sent."""
    if text is not None:
        (specs.folder / "known.json").write_text(text)
    result = specs.run("contract", "--server", right, "--baseline", "known.json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert "known.json" in result.stderr


def test_dry_run_makes_no_call(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run needs no token and lists every trial with its submits, and their sum."""
    for name in ("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a call was made"))
    args = ("contract", "--server", "https://api.example.com", "--dry-run")
    listed = json.loads(specs.run(*args, "--json").stdout)
    assert listed["submits"] == sum(trial["submits"] for trial in listed["trials"]) > 100
    result = specs.run(*args)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(listed["trials"]) + 1
    assert f"at most {listed['submits']} submits" in result.stdout


def test_remote_server_needs_confirmation(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal nothing is sent: the message names the number of submits, exit code 2."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "secret-token")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a call was made"))
    result = specs.run("contract", "--server", "http://api.example.com")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(r"Up to [\d,]+ submits would be made", result.stderr)
    for part in ("may be billed", "plain http", "--yes"):
        assert part in result.stderr
    assert "secret-token" not in result.output


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("", 2)])
def test_terminal_is_asked_before_submitting(
    specs: Workspace, right: str, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    """Only a clear yes submits jobs to a remote server (here a local one that passes for remote)."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    args = ["contract", "--server", right, "--only", DURATION, *FEW]
    code_run = (
        "from clientwright.testing.targets import server_access\nfrom clientwright.cli import main\n"
        f"server_access.is_local = lambda url: False\nmain({args})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code_run],
        cwd=specs.folder,
        env=environment(RUNCOMFY_API_TOKEN="sandbox-token"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        out, err = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code, out + err
    assert "Go on? [y/N]" in err
    assert ("1 proved" in out) == (code == 0)


def test_yes_skips_the_question(
    specs: Workspace, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --yes the run starts without a question and lists the accepted job."""
    monkeypatch.setattr(server_access, "is_local", lambda url: False)
    args = ("contract", "--server", right, "--only", DURATION, *FEW, "--yes")
    result = specs.run(*args, RUNCOMFY_API_TOKEN="sandbox-token")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"1 job accepted by the server: [A-Za-z0-9_-]+\n", result.stderr)


def test_local_server_other_than_sandbox_needs_token(specs: Workspace) -> None:
    """Without a token, the message names the variables and nothing is submitted."""
    none = dict.fromkeys(("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"), "")
    with serve_body(b'{"error_code": 404001}', "application/json") as other:
        result = specs.run("contract", "--server", other.url, **none)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RUNCOMFY_API_TOKEN, RUNCOMFY_TOKEN, RUNCOMFY_API_KEY" in result.stderr


@pytest.mark.parametrize(("body", "kind"), [(b"<h1>Hello</h1>", "text/html"), (b"", "text/plain")])
def test_server_without_json_exits_3(specs: Workspace, body: bytes, kind: str) -> None:
    """For an HTML page or an empty response, the message names the URL and the content type."""
    with serve_body(body, kind, 200) as other:
        result = specs.run("contract", "--server", other.url, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{other.url}/v1: it answers {kind}" in result.stderr


def test_unreachable_server_exits_3(specs: Workspace) -> None:
    """If nothing listens, one message names the URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    result = specs.run("contract", "--server", url, RUNCOMFY_API_TOKEN="t")
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{url}/v1: ConnectError" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_leaves_partial_report(specs: Workspace, number: signal.Signals, code: int) -> None:
    """Ctrl-C or SIGTERM during a slow response ends at once; finished results are printed and written."""
    files = ("--html", "r.html", "--json-file", "r.json", "--junit", "r.xml")
    with serve_body(b'{"error_code": 404001}', "application/json") as other:
        with subprocess.Popen(
            command_line("contract", "--server", other.url, *files),
            cwd=specs.folder,
            env=environment(RUNCOMFY_API_TOKEN="t"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            other.post_received.wait()
            process.send_signal(number)
            out, err = process.communicate()
        assert not other.stopped.is_set()
    assert process.returncode == code
    assert err.splitlines()[-3:] == ["r.json written", "r.xml written", "r.html written"]
    assert re.search(r"^Incomplete: 0 of [\d,]+ verdicts tried, interrupted\.$", out, re.M)
    report = json.loads((specs.folder / "r.json").read_text())
    assert report["interrupted"]
    assert report["incomplete"]["reason"] == "interrupted"
    assert report["incomplete"]["planned"] == len(report["verdicts"])
    assert Xml.parse(specs.folder / "r.xml").getroot().attrib["errors"] == "1"
    assert report["summary"]["not tried"] == len(report["verdicts"]) > 100
    assert "Incomplete:" in (specs.folder / "r.html").read_text("utf-8")


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
        (),
    ],
    ids=" ".join,
)
def test_unusable_arguments_exit_2(specs: Workspace, args: tuple[str, ...]) -> None:
    """Each misuse, and a missing generated client, exits 2 with a message and no traceback."""
    client = str(ROOT / "generated" / "runcomfy")
    result = specs.run("contract", *(client if arg == "CLIENT" else arg for arg in args))
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr


def test_broken_specs_stop_before_any_call(specs: Workspace, right: str) -> None:
    """If the specs have errors, all of them are shown and nothing is sent."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    result = specs.run("contract", "--server", right)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "image-to-video.json" in result.stderr


def _score(*fates: MutantFate, alarms: tuple[str, ...] = ()) -> MutationScore:
    graded = (
        GradedMutant(f"server/{n}", Target.SERVER, "it forgets", fate, "why")
        for n, fate in enumerate(fates)
    )
    return MutationScore(tuple(graded), alarms)


@pytest.mark.parametrize(
    ("score", "code", "expected"),
    [
        (
            _score(MutantFate.KILLED, MutantFate.UNOBSERVABLE),
            0,
            "1 of 1 observable mutants noticed: 100.0 %",
        ),
        (
            _score(MutantFate.KILLED, MutantFate.SURVIVED),
            1,
            "1 of 2 observable mutants noticed: 50.0 %",
        ),
        (_score(MutantFate.KILLED, alarms=("a/b",)), 1, "False alarm: a/b"),
    ],
)
def test_grade_is_printed(
    specs: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    score: MutationScore,
    code: int,
    expected: str,
) -> None:
    """Surviving mutants and false alarms exit 1, a perfect score 0; JSON has the same numbers."""
    monkeypatch.setattr(contract_grade, "score_harness", lambda specs, progress: score)
    result = specs.run("contract", "--grade")
    assert (result.exit_code, expected in result.stdout) == (code, True), result.output
    printed = specs.run("contract", "--grade", "--json")
    assert printed.exit_code == code
    data = json.loads(printed.stdout)
    assert data["killed"] == 1
    assert data["false_alarms"] == list(score.false_alarms)
    assert specs.run("contract", "--grade", "--json-file", "g.json").exit_code == code
    assert json.loads((specs.folder / "g.json").read_text()) == data


@pytest.mark.parametrize(
    "args", [("--seed", "0"), ("--server", "http://127.0.0.1:1"), ("--html", "x"), ("--dry-run",)]
)
def test_grade_rejects_other_options(specs: Workspace, args: tuple[str, ...]) -> None:
    """Options that grading would ignore are rejected."""
    result = specs.run("contract", "--grade", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"--grade and {args[0]} cannot be combined" in result.stderr
