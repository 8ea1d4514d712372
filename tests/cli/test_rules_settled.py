"""`rules add --settles` attaches sentences to a rule that is there; `rules remove` removes one that a person wrote."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from cli.support import IMAGE, TEXT, Workspace
from cli.test_rules import PLAIN
from clientwright.io.folder_lock import lock_folder

RULE = ("at-most-one-of", "negative_prompt", "multi_prompt")
STATED = (
    f"{PLAIN} It must not be used with multi_prompt. Cannot be used together with multi_prompt."
)
READ = "Cannot be used together with multi_prompt."
TOLD = "It must not be used with multi_prompt."


@pytest.fixture
def told(specs: Workspace) -> Workspace:
    """Return a workspace in which one sentence of two that say the same is read, and its rule known."""
    specs.edit(PLAIN, STATED, TEXT)
    assert specs.run("rules", "dismiss", TEXT, READ, "--reason", "Wrong.").exit_code == 0
    path = specs.spec(TEXT)
    document = json.loads(path.read_text("utf-8"))
    del document["dismissed"]
    origin = {"at": "/properties/negative_prompt/description", "locale": "en"}
    fields = ["$.negative_prompt", "$.multi_prompt"]
    document["rules"].append({"kind": "at-most-one-of", "fields": fields, "origin": origin})
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert states(specs)[READ] == "read"
    return specs


def states(workspace: Workspace, name: str = TEXT) -> dict[str, str]:
    """Return the state of each sentence of an endpoint."""
    (listed,) = workspace.json("rules", name)["endpoints"]
    return {one["sentence"]: one["state"] for one in listed["sentences"]}


def number_of(workspace: Workspace, sentence: str) -> str:
    """Return the number of a sentence."""
    (listed,) = workspace.json("rules", TEXT)["endpoints"]
    return next(str(one["number"]) for one in listed["sentences"] if one["sentence"] == sentence)


@pytest.mark.parametrize("fields", [RULE, (RULE[0], RULE[2], RULE[1])])
def test_a_sentence_is_attached_to_a_rule_that_is_read(
    told: Workspace, fields: tuple[str, ...]
) -> None:
    """An equal rule gets the sentence, in any order of its fields; twice is the same, and an import keeps it."""
    args = ("rules", "add", TEXT, *fields, "--settles", number_of(told, TOLD))
    found = told.json(*args)
    assert (found["written"], found["endpoints"], found["problems"]) == (True, [], [])
    assert [(one["sentence"], one["was_there"]) for one in found["attached"]] == [(TOLD, False)]
    assert (states(told)[TOLD], states(told)[READ]) == ("written", "read")
    assert told.run("lint", "--strict").exit_code == 0
    before = told.tree("specs")
    again = told.run(*args)
    assert (again.exit_code, told.tree("specs")) == (0, before), again.output
    assert "already" in again.stdout
    assert told.run("import", "text-to-video.en.txt").exit_code == 0
    (rule,) = [one for one in told.json("rules", TEXT)["endpoints"][0]["rules"] if "settles" in one["rule"]]  # fmt: skip
    assert (rule["source"], rule["rule"]["settles"][0]["sentence"]) == ("read", TOLD)


def test_what_is_attached_outlives_the_sentence_that_was_read(told: Workspace) -> None:
    """If the sentence that states a rule is dismissed, the rule stays for those that it stands for."""
    assert told.run("rules", "add", TEXT, *RULE, "--settles", TOLD).exit_code == 0
    assert told.run("rules", "dismiss", TEXT, READ, "--reason", "Wrong.").exit_code == 0
    assert states(told) == {**states(told), TOLD: "written", READ: "dismissed"}
    (rule,) = [one for one in told.json("rules", TEXT)["endpoints"][0]["rules"] if "settles" in one["rule"]]  # fmt: skip
    assert rule["source"] == "written"


def test_a_sentence_that_is_attached_to_what_is_read_can_be_dismissed(told: Workspace) -> None:
    """Dismissing an attached sentence leaves the rule that is read from another."""
    assert told.run("rules", "add", TEXT, *RULE, "--settles", TOLD).exit_code == 0
    assert told.run("rules", "dismiss", TEXT, TOLD, "--reason", "Wrong.").exit_code == 0
    assert (states(told)[TOLD], states(told)[READ]) == ("dismissed", "read")


def test_a_sentence_is_attached_to_a_shared_rule(specs: Workspace) -> None:
    """A rule in service.json gets the sentence, and no spec changes."""
    assert specs.run("rules", "add", "kling/*", *RULE).exit_code == 0
    specs.edit(PLAIN, f"{PLAIN} {TOLD}", TEXT)
    before = specs.tree("specs")
    assert specs.run("rules", "add", TEXT, *RULE, "--settles", TOLD).exit_code == 0
    changed = [name for name, data in specs.tree("specs").items() if before[name] != data]
    assert changed == ["runcomfy/service.json"]
    assert (states(specs)[TOLD], specs.run("lint", "--strict").exit_code) == ("written", 0)


def test_advice_can_be_copied(specs: Workspace) -> None:
    """The commands that lint and `dismiss` advise name the endpoint and the number, and run."""
    specs.edit(PLAIN, f"{PLAIN} {TOLD} It must be polite.", TEXT)
    (first, second) = [
        re.findall(r"`clientwright (rules [^`]*)`", one["try"])
        for one in specs.json("lint", "--specs", "specs")["problems"]
        if one["code"] == "unread-rule"
    ]
    add, dismiss = (shlex.split(one) for one in (first[0], second[1]))
    at = add.index("KIND")
    assert specs.run(*add[:at], *RULE, *add[at + 2 :]).exit_code == 0
    assert specs.run(*dismiss).exit_code == 0
    assert states(specs) == {**states(specs), TOLD: "written", "It must be polite.": "dismissed"}
    refused = specs.run("rules", "dismiss", TEXT, TOLD, "--reason", "Wrong.").stderr
    assert specs.run(*shlex.split(refused.rpartition("clientwright ")[2])).exit_code == 0
    assert states(specs)[TOLD] == "unread"


@pytest.mark.parametrize("named", ["2", "at-most-one-of", "At most one of negative_prompt and"])
def test_a_rule_is_removed(specs: Workspace, named: str) -> None:
    """A rule that was added is removed by its number, kind or words, and the files are as before."""
    specs.edit(PLAIN, f"{PLAIN} {TOLD}", TEXT)
    before = specs.tree("specs")
    assert specs.run("rules", "add", TEXT, *RULE, "--settles", TOLD).exit_code == 0
    added = specs.tree("specs")
    dry = specs.json("rules", "remove", TEXT, named, "--dry-run")
    assert ([one["written"] for one in dry["files"]], specs.tree("specs")) == ([False], added)
    found = specs.json("rules", "remove", TEXT, named)
    assert [one["sentence"] for one in found["removed"][0]["unsettled"]] == [TOLD]
    assert (found["files"][0]["written"], specs.tree("specs")) == (True, before)


def test_a_rule_that_is_shared_is_removed_by_its_pattern(specs: Workspace) -> None:
    """One endpoint does not remove a rule from the others; the advised command does, and restores service.json."""
    before = specs.tree("specs")
    assert specs.run("rules", "add", "kling/*", *RULE).exit_code == 0
    refused = specs.run("rules", "remove", IMAGE, "at-most-one-of")
    assert (refused.exit_code, "would lose it, too" in refused.stderr) == (2, True)
    advised = shlex.split(refused.stderr.rpartition("clientwright ")[2])
    assert specs.run(*advised).exit_code == 0
    assert specs.tree("specs") == before


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("1", "the program reads this rule from sentence 1"),
        ("7", "has no rule 7"),
        ("requires", "no rule is 'requires'"),
        ("", "is empty"),
    ],
)
def test_bad_removals_change_nothing(specs: Workspace, named: str, expected: str) -> None:
    """What is read, unknown or empty is refused with a way out, and nothing is written."""
    before = specs.tree("specs")
    result = specs.run("rules", "remove", TEXT, named)
    assert (result.exit_code, expected in result.stderr) == (2, True), result.stderr
    assert specs.tree("specs") == before


def test_removal_waits_for_nobody(specs: Workspace) -> None:
    """While another command writes in the folder, nothing is removed."""
    assert specs.run("rules", "add", TEXT, *RULE).exit_code == 0
    before = specs.tree("specs")
    with lock_folder(specs.folder / "specs" / "runcomfy"):
        result = specs.run("rules", "remove", TEXT, "at-most-one-of")
    assert (result.exit_code, "is writing here" in result.stderr) == (2, True)
    assert specs.tree("specs") == before
