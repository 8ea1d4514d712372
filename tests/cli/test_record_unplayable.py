"""An endpoint without payloads does not affect the cassettes of other endpoints."""

from __future__ import annotations

import json

import pytest

from cli.support import TEXT, Workspace

UNMADE = {"type": "string", "pattern": "^(?=a)a+$"}


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
