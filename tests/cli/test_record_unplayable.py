"""An endpoint for which no payload can be made costs no other endpoint its cassettes."""

from __future__ import annotations

import json

import pytest

from cli.support import TEXT, Workspace

UNMADE = {"type": "string", "pattern": "^(?=a)a+$"}


@pytest.fixture
def odd(specs: Workspace) -> Workspace:
    """Give specs of which one requires a text that nobody knows how to make."""
    spec = json.loads(specs.spec(TEXT).read_text("utf-8"))
    spec["input"]["properties"]["prompt"] = UNMADE
    spec["input"]["required"] = ["prompt"]
    specs.spec(TEXT).write_text(json.dumps(spec), "utf-8")
    return specs


def test_the_others_are_recorded_and_it_is_named(odd: Workspace) -> None:
    """What can be recorded is; the endpoint that cannot is a warning at its place, before and after."""
    made = odd.run("record", "--only", "minimal-job")
    assert made.exit_code == 0
    assert "/input/properties/prompt: warning unplayable-endpoint:" in made.stderr
    assert made.stdout.endswith("1 written, 0 unchanged, 0 skipped, 0 failed\n")
    assert odd.run("record").exit_code == 0
    checked = odd.run("record", "--check")
    assert checked.exit_code == 0
    assert "unplayable-endpoint" in checked.stdout


def test_its_cassettes_of_before_go_stale_and_are_not_strays(specs: Workspace) -> None:
    """A cassette of a time when payloads could be made is told as stale: its scenario may come back."""
    specs.run("record", "--only", "minimal-job")
    spec = json.loads(specs.spec(TEXT).read_text("utf-8"))
    spec["input"]["properties"]["prompt"] = UNMADE
    specs.spec(TEXT).write_text(json.dumps(spec), "utf-8")
    found = {p["code"] for p in specs.json("record", "--check")["problems"]}
    assert "stale-cassette" in found
    assert "stray-cassette" not in found
