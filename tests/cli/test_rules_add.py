"""`rules add`: a proposed rule is proved, then written as it was shown, or refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.support import IMAGE, TEXT, Workspace
from cli.test_rules import PLAIN, TWO, sentences
from clientwright.cli import main
from clientwright.io import atomic_files
from clientwright.io.folder_lock import lock_folder
from clientwright.proposals import rule_proposal, spec_edits

RULE = ("at-most-one-of", "negative_prompt", "shot_type")
FORM = {"kind": "at-most-one-of", "fields": ["$.negative_prompt", "$.shot_type"]}


def document(workspace: Workspace, name: str = TEXT) -> dict[str, Any]:
    """Return an endpoint's spec."""
    found: dict[str, Any] = json.loads(workspace.spec(name).read_text("utf-8"))
    return found


def test_a_rule_is_shown_and_written(specs: Workspace) -> None:
    """Three payloads are accepted and three refused; the rule is appended, and every other byte stays."""
    before = specs.spec(TEXT).read_text("utf-8")
    result = specs.run("rules", "add", TEXT, *RULE)
    assert result.exit_code == 0, result.output
    accepted, refused = result.stdout.split("  refused:\n")
    assert accepted.count('      {"prompt"') == refused.count('      {"prompt"') == 3
    after = specs.spec(TEXT).read_text("utf-8")
    old = document(specs)
    assert old["rules"][-1] == FORM
    at = next(n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    assert after.endswith(before[at:])
    assert specs.run("lint", "--strict").exit_code == 0
    explained = specs.json("explain", TEXT)["rules"][-1]
    assert (explained["origin"], explained["source"]) == ("", "written in the spec")


@pytest.mark.parametrize("way", ["words", "argument", "stdin"])
def test_json_and_words_are_the_same_proposal(specs: Workspace, way: str) -> None:
    """A rule in words, as JSON and from stdin gives one proof, as JSON; --dry-run writes nothing."""
    before = specs.tree("specs")
    text = json.dumps(FORM)
    words = {"words": RULE, "argument": (text,), "stdin": ("-",)}[way]
    args = ["rules", "add", TEXT, *words, "--json", "--dry-run"]
    result = CliRunner().invoke(main, args, input=text, prog_name="clientwright")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["rule"], found["written"]) == (0, FORM, False)
    (proof,) = found["endpoints"]
    assert len(proof["accepted"]) == len(proof["refused"]) == 3
    assert proof["refused"][0]["reason"].startswith("at most one of")
    assert specs.tree("specs") == before


def test_a_rule_stands_for_its_sentence(specs: Workspace) -> None:
    """With --settles, the sentence is settled until its words change."""
    specs.edit(PLAIN, TWO, TEXT)
    assert specs.run("rules", "add", TEXT, *RULE, "--settles", "1").exit_code == 0
    assert sentences(specs)["It must not be used with shot_type."] == (1, "written")
    assert specs.json("lint")["warnings"] == 1
    refused = specs.run("rules", "dismiss", TEXT, "1", "--reason", "Advice.")
    assert (refused.exit_code, "remove the rule first" in refused.stderr) == (2, True)
    specs.edit("It must not be used with shot_type. ", "It must not be used with cfg_scale. ", TEXT)
    codes = [one["code"] for one in specs.json("lint")["problems"] if one["severity"] == "warning"]
    assert sorted(codes) == ["settles-nothing", "unread-rule", "unread-rule"]


def test_one_rule_for_several_endpoints(specs: Workspace) -> None:
    """A pattern writes the rule once, into the service's file; those that lack a field are named."""
    before = specs.tree("specs")
    found = specs.json("rules", "add", "kling/*", "at-most-one-of", "sound", "shot_type")
    assert [one["id"].rpartition("/")[2] for one in found["endpoints"]] == [TEXT]
    assert [(one["id"].rpartition("/")[2], one["fields"]) for one in found["lacking"]] == [(IMAGE, ["$.sound"])]  # fmt: skip
    changed = [name for name, data in specs.tree("specs").items() if before[name] != data]
    assert changed == ["runcomfy/service.json"]
    rules = specs.json("rules", TEXT)["endpoints"][0]["rules"]
    assert [one["source"] for one in rules] == ["read", "shared"]
    again = specs.json("rules", "add", "kling/*", "at-most-one-of", "sound", "shot_type")
    assert [one["code"] for one in again["problems"]] == ["rule-repeats"]
    shown = specs.run("rules", "add", "kling/*", *RULE).stdout
    assert "for 2 of the endpoints that 'kling/*' matches:" in shown
    assert specs.run("generate").exit_code == 0


@pytest.mark.parametrize(
    ("args", "code", "expected"),
    [
        ((TEXT, "at-most-one", "a", "b"), 2, "did you mean 'at-most-one-of'?"),
        ((TEXT, "at-most-one-of", "negativ_prompt", "sound"), 1, "error field-unknown: "),
        ((IMAGE, "at-most-one-of", "sound", "shot_type"), 1, "error field-unknown: "),
        (("kling/*", "at-most-one-of", "a", "b"), 1, "lacks $.a, $.b"),
        (("wan/*", *RULE), 2, "there is no endpoint named 'wan/*'"),
        ((TEXT, "requires", "sound", "prompt"), 1, "error rule-never-broken: "),
        ((TEXT, "requires", "field=sound"), 1, "error not-a-spec: "),
        ((TEXT, "at-most-one-of", "a[", "b"), 1, "is not a step of a path"),
        ((TEXT, '{"kind": "requires"'), 1, "error not-json: "),
        ((TEXT, '{"kind": "nonsense"}'), 1, "'nonsense' is not a kind of rule"),
        ((TEXT, json.dumps(FORM), "more"), 2, "'more' is too much"),
        (
            (TEXT, json.dumps({**FORM, "origin": {"at": "/description", "locale": "en"}})),
            1,
            "an origin is written by an import",
        ),
        ((TEXT, *RULE, "--specs", "specs", "--specs", "specs"), 2, "'--specs': is given twice"),
        ((TEXT, *RULE, "--settles", "7"), 2, "has no sentence 7"),
        ((TEXT, *RULE, "--settles", "1"), 2, "the program reads it as another rule"),
    ],
)
def test_bad_proposals_write_nothing(
    specs: Workspace, args: tuple[str, ...], code: int, expected: str
) -> None:
    """A proposal that is wrong says where and why, ends with 1 or 2, and writes nothing."""
    before = specs.tree("specs")
    result = specs.run("rules", "add", *args)
    assert (result.exit_code, expected in result.stderr) == (code, True), result.stderr
    assert "Traceback" not in result.output
    assert specs.tree("specs") == before


@pytest.mark.parametrize("part", ["forbidden", "fields"])
def test_a_rule_that_is_too_long_is_refused_at_once(specs: Workspace, part: str) -> None:
    """More fields or values than can be proved are counted, not tried; one fewer is proved."""
    names = [f"$.v{n}" for n in range(rule_proposal.MOST_ENTRIES + 1)]
    forbids = {"kind": "value-forbids-value", "field": "$.shot_type", "value": "customize", "other": "$.prompt"}  # fmt: skip
    rule = forbids if part == "forbidden" else {"kind": "at-most-one-of"}
    refused = specs.run("rules", "add", TEXT, json.dumps({**rule, part: names}))
    assert (refused.exit_code, "error rule-too-long: " in refused.stderr) == (1, True)
    assert refused.stderr.count("error ") == 1
    tried = specs.run("rules", "add", TEXT, json.dumps({**rule, part: names[1:]}), "--dry-run")
    assert (tried.exit_code, "rule-too-long" in tried.stderr) == (int(part == "fields"), False)


def test_json_has_the_reasons(specs: Workspace) -> None:
    """With --json, a refusal is a document with the problems on stdout, and the exit code stays."""
    for proposal in ('{"kind": "requires", "field": "$.sound"}', '{"kind": "requires", "field": "$.a", "needs": ["$.b"]}'):  # fmt: skip
        result = specs.run("rules", "add", TEXT, proposal, "--json")
        found = json.loads(result.stdout)
        assert (result.exit_code, found["written"]) == (1, False)
        assert all({"code", "file", "found", "try"} <= one.keys() for one in found["problems"])


def test_a_folder_that_is_in_use_is_left_alone(specs: Workspace) -> None:
    """While another command writes in the folder, nothing is written."""
    before = specs.tree("specs")
    with lock_folder(specs.folder / "specs" / "runcomfy"):
        result = specs.run("rules", "add", TEXT, *RULE)
    assert (result.exit_code, "is writing here" in result.stderr) == (2, True)
    assert specs.tree("specs") == before


def test_a_spec_that_changed_meanwhile_is_not_overwritten(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If somebody saves the file while the proof is made, the edit is refused and theirs stays."""
    lock = spec_edits.lock_for_writing

    def late(*args: Any, **more: Any) -> Any:
        specs.edit(PLAIN, "Somebody's words.", TEXT)
        return lock(*args, **more)

    monkeypatch.setattr(spec_edits, "lock_for_writing", late)
    result = specs.run("rules", "add", TEXT, *RULE)
    assert (result.exit_code, "was changed by somebody" in result.stderr) == (2, True)
    assert "Somebody's words." in specs.spec(TEXT).read_text("utf-8")
    assert document(specs)["rules"] == [document(specs)["rules"][0]]


def test_a_folder_that_cannot_be_written_is_an_error(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a file cannot be replaced, the message names it, and the exit code is 2."""
    before = specs.tree("specs")

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "_replace", full)
    result = specs.run("rules", "add", TEXT, *RULE)
    assert (result.exit_code, "No space left on device" in result.stderr) == (2, True)
    assert specs.tree("specs") == before


def test_packaged_specs_are_not_edited(workspace: Workspace) -> None:
    """Without specs of one's own, the message says how to get some; nothing falls back to the shipped ones."""
    result = workspace.run("rules", "add", TEXT, *RULE)
    assert (result.exit_code, "clientwright import" in result.stderr) == (2, True)
    assert workspace.run("rules", TEXT, "--service", "runcomfy").exit_code == 0
