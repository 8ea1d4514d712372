"""The GitHub action: its scripts run here as they are."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

from ci.support import ACTION, BLOCKS, MATCHER, ROOT, TEXT, WORKFLOWS, Runner, commit, step

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the action is for Linux and macOS runners")


def test_scripts_contain_no_expressions() -> None:
    """User input reaches scripts as environment variables, never as part of their text."""
    steps = [*ACTION["runs"]["steps"]]
    steps += [s for flow in WORKFLOWS for job in flow["jobs"].values() for s in job["steps"]]
    scripts = [one["run"] for one in steps if "run" in one]
    assert len(scripts) >= 3
    assert not any("${{" in script for script in scripts)


def test_third_party_actions_are_pinned() -> None:
    """Third-party actions are pinned to a commit, with the version in a comment."""
    texts = [path.read_text("utf-8") for path in (ROOT / ".github/workflows").glob("*.yml")]
    texts += [(ROOT / "action.yml").read_text("utf-8"), *BLOCKS]
    used = [line for text in texts for line in re.findall(r"uses: (.*)", text)]
    assert len(used) >= 5
    for one in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+|OWNER/clientwright@main", one)


def test_every_input_is_used_and_described() -> None:
    """Each input has a description and a default, is used, and is in the table of docs/ci.md."""
    text, page = (ROOT / "action.yml").read_text("utf-8"), (ROOT / "docs/ci.md").read_text("utf-8")
    for name, one in ACTION["inputs"].items():
        assert one["description"]
        assert "default" in one
        assert f"inputs.{name}" in text
        assert f"`{name}`" in page
    given = {key for flow in WORKFLOWS for key in inputs_given(flow)}
    assert given <= set(ACTION["inputs"])


def inputs_given(flow: Any) -> set[str]:
    """Return the inputs that a workflow sets for our action."""
    steps = [one for job in flow["jobs"].values() for one in job["steps"]]
    ours = [one for one in steps if "OWNER/clientwright" in one.get("uses", "")]
    assert ours
    return {key for one in ours for key in one.get("with", {})}


def test_install_step_is_isolated(runner: Runner) -> None:
    """clientwright is installed into its own environment; only its command is put on the path."""
    (runner.temp / "python").write_text(
        '#!/bin/sh\necho "$0 $*" >> "$RUNNER_TEMP/calls"\n'
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/clientwright"; fi\n'
    )
    (runner.temp / "python").chmod(0o755)
    python = str(runner.temp / "python")
    for what, wanted in (("", str(ROOT)), ("clientwright==9", "clientwright==9")):
        done = runner.run(step("Install clientwright")["run"], PYTHON=python, WHAT=what)
        assert done.returncode == 0, done.stderr
        own = runner.temp / "clientwright"
        calls = runner.read_file("calls").splitlines()
        assert calls[-2:] == [
            f"{python} -m venv {own}",
            f"{own}/bin/python -m pip install --quiet {wanted}",
        ]
    assert set(runner.read_file("GITHUB_PATH").splitlines()) == {str(own / "command")}
    assert [path.name for path in (own / "command").iterdir()] == ["clientwright"]


def test_clean_repository_passes_all_checks(runner: Runner) -> None:
    """If nothing is wrong, every check runs and the code is 0."""
    (runner.folder / "note").write_text("a second commit")
    commit(runner)
    done = runner.check("lint generate vendor contract diff")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.read_file("GITHUB_OUTPUT") == "code=0\n"
    assert re.findall(r"::group::clientwright (\w+)", done.stdout) == [
        "lint", "generate", "vendor", "contract", "diff",
    ]  # fmt: skip
    assert "Verdict: none" in runner.read_file("GITHUB_STEP_SUMMARY")


@pytest.mark.parametrize(
    ("checks", "code"),
    [("lint", 0), ("generate", 1), ("generate lint", 1), ("nonsense generate", 2), ("", 0)],
)
def test_highest_exit_code_counts(runner: Runner, checks: str, code: int) -> None:
    """A passing check does not hide a failing one, whatever the order."""
    runner.edit('"maximum": 15', '"maximum": 14')
    done = runner.check(checks)
    assert (done.returncode, runner.read_file("GITHUB_OUTPUT")) == (code, f"code={code}\n")
    assert ("error stale" in done.stdout) is ("generate" in checks)


@pytest.mark.parametrize(
    "checks", ["lint generate contract", "contract generate", "contract\n lint\tgenerate\ngenerate"]
)
def test_contract_does_not_run_on_a_stale_client(runner: Runner, checks: str) -> None:
    """Once `generate` has found the client stale, `contract` would only repeat that with every promise."""
    runner.edit('"maximum": 15', '"maximum": 14')
    done = runner.check(checks)
    assert (done.returncode, runner.read_file("GITHUB_OUTPUT")) == (1, "code=1\n")
    group = done.stdout.partition("::group::clientwright contract")[2]
    assert "contract not run: the client is stale" in group
    assert "verdict" not in group
    assert "clientwright contract ended with" not in group


def test_contract_runs_on_an_edited_client(runner: Runner) -> None:
    """A client that was edited by hand is current, so its promises are worth a run."""
    client = "generated/runcomfy/kling/kling_3_0/standard/text_to_video.py"
    runner.edit("15", "16", client)
    done = runner.check("generate contract")
    group = done.stdout.partition("::group::clientwright contract")[2]
    assert done.returncode == 1
    assert "verdicts" in group


def test_stale_client_is_told_in_few_lines(runner: Runner) -> None:
    """The log starts with the summary and has a line for each file, not its diff."""
    runner.edit('"maximum": 15', '"maximum": 14')
    lines = runner.check("generate").stdout.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("::stop-commands::"))
    assert lines[start + 1].startswith("generated/runcomfy: ")
    assert "stale" in lines[start + 1]
    assert any(re.search(r"\.py: error stale: ", line) for line in lines)
    assert not any(line.startswith("@@") for line in lines)


def test_folder_has_many_spellings(runner: Runner) -> None:
    """However the usual folder is spelled, `contract` also tests the sandbox and the cassettes."""
    verdicts: set[str] = set()
    for out in ("generated", "generated/", "./generated", "specs/..//generated/."):
        done = runner.check("contract", OUT=out, CONTRACT_ONLY="*duration/maximum")
        assert done.returncode == 0, done.stdout + done.stderr
        verdicts |= set(re.findall(r"[\d,]+ verdicts", done.stdout))
    assert len(verdicts) == 1


def test_contract_runs_without_generate(runner: Runner) -> None:
    """Without a check of the client, `contract` runs and warns by itself."""
    runner.edit('"maximum": 15', '"maximum": 14')
    done = runner.check("contract lint")
    group = done.stdout.partition("::group::clientwright contract")[2]
    assert "contract not run" not in group
    assert "verdicts" in group


@pytest.mark.parametrize(("limit", "code"), [("breaking", 1), ("never", 0)])
def test_breaking_pull_request_is_annotated(runner: Runner, limit: str, code: int) -> None:
    """A value removed since the base is annotated at its line and listed in the summary."""
    for command in ("git clone -q --bare . ../origin", "git remote add origin ../origin"):
        assert runner.run(command).returncode == 0
    commit(runner, "git checkout -q -b change && echo more > note")
    runner.edit('          "9:16",\n', "")
    commit(runner)
    done = runner.check("diff", GITHUB_BASE_REF="main", FAIL_ON=limit)
    assert done.returncode == code, done.stdout + done.stderr
    assert re.search(rf"^::error file={re.escape(TEXT)},line=\d+", done.stdout, re.M)
    assert "Verdict: breaking" in runner.read_file("GITHUB_STEP_SUMMARY")


def test_user_input_is_never_executed(runner: Runner) -> None:
    """Shell syntax in inputs is not executed or expanded, and the code is 2."""
    words = "$(touch pwned) `touch pwned` ;touch pwned *"
    done = runner.check(f"lint {words}")
    assert done.returncode == 2
    assert "no check called '*'" in done.stdout
    for name in ("SPECS", "OUT", "VENDORED", "AGAINST", "FAIL_ON"):
        checks = {"VENDORED": "vendor", "AGAINST": "diff", "FAIL_ON": "diff"}.get(name, "generate")
        assert runner.check(checks, **{name: "$(touch pwned)"}).returncode in (1, 2)
    assert not (runner.folder / "pwned").exists()


def test_output_is_never_a_runner_command(runner: Runner) -> None:
    """A diff line that looks like a runner command is printed while commands are stopped."""
    path = runner.folder / "generated/runcomfy/_client.py"
    path.write_text(f"  ::set-output name=code::0\n{path.read_text('utf-8')}", "utf-8")
    lines = runner.check("generate lint").stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if "::set-output" in line)
    starts = [n for n, line in enumerate(lines[:at]) if line.startswith("::stop-commands::")]
    word = lines[starts[-1]].removeprefix("::stop-commands::")
    assert len(word) > 30
    assert f"::{word}::" in lines[at:]
    assert f"::{word}::" not in lines[:at]
    assert len({line for line in lines if line.startswith("::stop-commands::")}) == 2


def test_folders_with_spaces(runner: Runner) -> None:
    """Every check accepts other folders with spaces in their names."""
    names = {"SPECS": "my specs", "OUT": "my client", "VENDORED": "my client"}
    for old, new in (("specs", "my specs"), ("generated", "my client")):
        (runner.folder / old).rename(runner.folder / new)
    commit(runner)
    (runner.folder / "note").write_text("a second commit")
    commit(runner)
    done = runner.check("lint generate vendor contract diff", **names)
    assert done.returncode == 0, done.stdout + done.stderr
    client = runner.folder / "my client/runcomfy/kling/kling_3_0/standard/text_to_video.py"
    client.write_text(client.read_text("utf-8").replace("15", "16"), "utf-8")
    assert runner.check("contract", **names).returncode == 1


def test_full_history_stays_full(runner: Runner) -> None:
    """Fetching the base of a pull request does not make a full clone shallow."""
    for command in ("git clone -q --bare . ../origin", "git remote add origin ../origin"):
        assert runner.run(command).returncode == 0
    for n in range(2):
        commit(runner, f"echo {n} > note")
    assert runner.run("git push -q origin main").returncode == 0
    before = runner.run("git rev-list --count HEAD").stdout
    assert runner.check("diff", GITHUB_BASE_REF="main").returncode == 0
    assert runner.run("git rev-list --count HEAD").stdout == before
    assert runner.run("git rev-parse --is-shallow-repository").stdout == "false\n"


def test_unknown_base_exits_2(runner: Runner) -> None:
    """A revision that git does not know exits 2."""
    assert runner.check("diff", AGAINST="nowhere").returncode == 2
    assert runner.check("diff", GITHUB_BASE_REF="main").returncode == 2


def test_findings_are_annotated(runner: Runner) -> None:
    """The matcher reads file, line, severity and code from findings of lint and generate, and nothing else."""
    (pattern,) = MATCHER["problemMatcher"][0]["pattern"]
    runner.edit('"minimum": 3', '"minimum": "x"')
    runner.edit("import", "#", "generated/runcomfy/_client.py")
    lines = runner.check("lint").stdout.splitlines()
    runner.run("git checkout -q specs")
    lines += runner.check("generate").stdout.splitlines()
    found = [match for line in lines if (match := re.match(pattern["regexp"], line))]
    annotations = {(m[pattern["file"]], m[pattern["severity"]], m[pattern["code"]]) for m in found}
    assert annotations == {
        (TEXT, "error", "not-a-schema"),
        ("generated/runcomfy/_client.py", "error", "edited-by-hand"),
    }
    at = next(m for m in found if m[pattern["code"]] == "not-a-schema")
    source = (runner.folder / TEXT).read_text("utf-8").splitlines()
    assert '"minimum"' in source[int(at[pattern["line"]]) - 1]
    assert [m for m in found if ": info " in m[0]] == []
