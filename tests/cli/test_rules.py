"""`rules`: every rule with where it came from, every sentence with its state; a sentence is dismissed for good."""

from __future__ import annotations

import json

import pytest

from cli.support import IMAGE, TEXT, Workspace
from cli.test_completion import completed

PLAIN = "What should not appear in the video."
TWO = f"{PLAIN} It must not be used with shot_type. It must be polite."


@pytest.fixture
def told(specs: Workspace) -> Workspace:
    """Return a workspace whose specs have two sentences that sound like rules, in each endpoint."""
    for name in (IMAGE, TEXT):
        specs.edit(PLAIN, TWO, name)
    return specs


def sentences(workspace: Workspace, name: str = TEXT) -> dict[str, tuple[int, str]]:
    """Return number and state of each English sentence of an endpoint."""
    (listed,) = workspace.json("rules", name)["endpoints"]
    return {one["sentence"]: (one["number"], one["state"]) for one in listed["sentences"] if one["locale"] == "en"}  # fmt: skip


def test_rules_are_listed_with_where_they_came_from(told: Workspace) -> None:
    """Each rule has its source and line, the sentences that state it, and its form in the spec."""
    document = told.json("rules")
    (rule,) = document["endpoints"][1]["rules"]
    assert (rule["source"], rule["from"]) == ("read", "read from the description of multi_prompt (en)")  # fmt: skip
    assert (rule["stated_by"], rule["rule"]["kind"], rule["line"] > 1) == ([3], "sum-equals", True)
    assert (document["read"], document["written"], document["unsettled"]) == (2, 0, 4)
    shown = told.run("rules", TEXT).stdout
    assert "read from the description of multi_prompt (en); stated by 3" in shown
    assert "  1 unread\n      It must not be used with shot_type.\n" in shown
    assert "read\n" not in told.run("rules", "--unsettled", "kling/*").stdout.replace("unread", "")
    assert shown.splitlines()[-1].endswith("2 unsettled sentences, 0 dismissed")


def test_a_dismissed_sentence_stays_dismissed(told: Workspace) -> None:
    """Dismissing keeps every other byte of the file, and lint, import and other sentences do not bring it back."""
    before = told.spec(TEXT).read_bytes()
    result = told.run("rules", "dismiss", TEXT, "2", "1", "--reason", "Advice.")
    assert result.exit_code == 0
    after = told.spec(TEXT).read_bytes()
    start = after.index(b'  "dismissed"')
    assert before.startswith(after[:start])
    assert before.endswith(after[-(len(before) - start) :])
    assert sentences(told)["It must be polite."] == (2, "dismissed")
    assert told.json("lint")["warnings"] == 2  # the other endpoint's
    assert told.run("import", "text-to-video.en.txt").exit_code == 0
    told.edit(TWO, f"{TWO} It must be short.", TEXT)
    found = sentences(told)
    assert found["It must be polite."][1] == "dismissed"
    assert found["It must be short."][1] == "unread"


def test_lint_strict_passes_once_all_is_settled(told: Workspace) -> None:
    """A pattern dismisses a sentence wherever it is; with nothing left, --strict exits with 0."""
    assert told.run("lint", "--strict").exit_code == 1
    for part in ("shot_type", "It must be polite."):
        done = told.json("rules", "dismiss", "kling/*", part, "--reason", "Advice.")
        assert len(done["dismissed"]) == 2
        assert all(file["written"] for file in done["files"])
    assert told.run("lint", "--strict").exit_code == 0
    assert told.run("generate").exit_code == 0


def test_a_rule_that_was_read_goes_with_its_sentence(specs: Workspace) -> None:
    """Dismissing a sentence removes the rule read from it; another locale's sentence keeps it alive."""
    listed = specs.json("rules", IMAGE)["endpoints"][0]["sentences"]
    assert {one["locale"] for one in listed} == {"en", "zh-TW"}
    first, second = (str(one["number"]) for one in listed)
    done = specs.json("rules", "dismiss", IMAGE, first, "--reason", "Wrong.")
    assert done["dismissed"][0]["rules_removed"] == []
    (rule,) = specs.json("rules", IMAGE)["endpoints"][0]["rules"]
    assert rule["from"] == "read from the description of multi_prompt (zh-TW)"
    done = specs.json("rules", "dismiss", IMAGE, second, "--reason", "Wrong.")
    assert len(done["dismissed"][0]["rules_removed"]) == 1
    assert "rules" not in json.loads(specs.spec(IMAGE).read_text("utf-8"))
    assert specs.run("import", "image-to-video.en.txt").exit_code == 0
    assert specs.json("rules", IMAGE)["endpoints"][0]["rules"] == []


def test_dismissing_again_changes_the_reason(told: Workspace) -> None:
    """A sentence is dismissed once; --dry-run writes nothing."""
    before = told.spec(TEXT).read_bytes()
    assert told.run("rules", "dismiss", TEXT, "2", "--reason", "One.", "--dry-run").exit_code == 0
    assert told.spec(TEXT).read_bytes() == before
    for reason in ("One.", "Two\n words."):
        assert told.run("rules", "dismiss", TEXT, "2", "--reason", reason).exit_code == 0
    (entry,) = json.loads(told.spec(TEXT).read_text("utf-8"))["dismissed"]
    assert entry["reason"] == "Two words."


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((TEXT, "9"), "has no sentence 9. There are:\n  1 "),
        ((TEXT, "0"), "has no sentence 0"),
        (("kling/*", "2"), "of which endpoint?"),
        ((TEXT, "It must"), "is in several sentences; give more of one:"),
        ((TEXT, "It must be polit!"), "Did you mean 'It must be polite.'?"),
        (("wan/*", "2"), "there is no endpoint named 'wan/*'"),
        ((TEXT, " "), "is empty"),
    ],
)
def test_unknown_sentences_exit_2(told: Workspace, args: tuple[str, ...], expected: str) -> None:
    """A sentence or endpoint that is not there is an error that lists what is, and nothing is written."""
    before = told.tree("specs")
    result = told.run("rules", "dismiss", *args, "--reason", "Advice.")
    assert (result.exit_code, expected in result.stderr) == (2, True), result.stderr
    assert told.tree("specs") == before


def test_broken_specs_are_reported_beside_the_others(told: Workspace) -> None:
    """A spec that cannot be read is reported with exit code 1; the others are listed."""
    told.spec(IMAGE).write_text("{", "utf-8")
    result = told.run("rules")
    assert result.exit_code == 1
    assert f"standard/{TEXT}" in result.stdout
    assert "not-json" in result.stderr
    assert told.run("rules", TEXT).exit_code == 0
    assert told.run("rules", "dismiss", TEXT, "2", "--reason", "Advice.").exit_code == 0
    assert told.run("rules", "dismiss", IMAGE, "2", "--reason", "Advice.").exit_code == 1


def test_commands_and_endpoints_complete(told: Workspace) -> None:
    """After `rules`, commands and endpoints complete; the kinds of rules after the endpoint of `add`."""
    assert completed(told, "rules", "dis") == ["dismiss"]
    assert completed(told, "rules", "te") == [TEXT]
    assert completed(told, "rules", "add", "te") == [TEXT]
    assert completed(told, "rules", "add", TEXT, "at-m") == ["at-most-one-of"]


def test_a_mistyped_command_is_no_endpoint(told: Workspace) -> None:
    """`rules dismis` names the command that was meant."""
    result = told.run("rules", "dismis", TEXT)
    assert (result.exit_code, "Did you mean 'dismiss'?" in result.stderr) == (2, True)
    assert told.run("rules", "--help").exit_code == 0


def test_texts_that_are_not_searched_are_named(specs: Workspace) -> None:
    """Where no text is in a language that is read, `rules` and `lint` say so, and not only "0 unsettled"."""
    spec = json.loads(specs.spec(TEXT).read_text("utf-8"))
    spec["words"], spec["rules"] = {"und": spec["words"]["en"]}, []
    specs.spec(TEXT).write_text(json.dumps(spec), "utf-8")
    shown = specs.run("rules").stdout
    assert "not searched: its texts are in und, whose sentences are not read" in shown
    assert shown.count("not searched") == 1
    found = {one["id"]: one["not_searched"] for one in specs.json("rules")["endpoints"]}
    assert list(found.values()) == [[], ["und"]]
    notes = [one["code"] for one in specs.json("lint")["problems"]]
    assert notes.count("rules-not-searched") == 1
