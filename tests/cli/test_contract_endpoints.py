"""`contract --endpoint`: names and patterns choose endpoints, and the others stop nothing."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.support import IMAGE, TEXT, Workspace
from clientwright.endpoint_names import select_endpoint_ids
from clientwright.errors import UsageError
from sources.support import ROOT

SPECS = ROOT / "specs" / "runcomfy"
KLING = "kling/kling-3.0/standard"
DURATION = "*:duration/minimum"


def planned(specs: Workspace, *args: str) -> set[str]:
    """Return the endpoints of the promises that a run would check."""
    done = specs.run("contract", "--server", "http://127.0.0.1:1", "--dry-run", "--json", *args)
    assert done.exit_code == 0, done.output
    ids = [id for trial in json.loads(done.stdout)["trials"] for id in trial["promises"]]
    return {id.partition(":")[0] for id in ids if id.startswith("kling/")}


def test_patterns_choose_endpoints(specs: Workspace) -> None:
    """A pattern chooses each endpoint that it matches; names and patterns are added up."""
    both = {f"{KLING}/{IMAGE}", f"{KLING}/{TEXT}"}
    assert planned(specs, "--endpoint", "kling/*") == both
    assert planned(specs, "--endpoint", "*image*") == {f"{KLING}/{IMAGE}"}
    assert planned(specs, "--endpoint", "*image*", "--endpoint", TEXT) == both


@pytest.mark.parametrize("how", ["unreadable", "invalid", "faulty"])
def test_other_endpoints_stop_nothing(specs: Workspace, right_server: str, how: str) -> None:
    """What is wrong with an endpoint that was not chosen is not reported, and ends no run; with all, it does."""
    spec = specs.spec(TEXT)
    document = json.loads(spec.read_text("utf-8"))
    broken = {
        "unreadable": "{",
        "invalid": json.dumps({"id": document["id"]}),
        "faulty": json.dumps({**document, "input": {"type": "strng"}}),
    }
    spec.write_text(broken[how], "utf-8")
    args = ("contract", "--server", right_server, "--examples", "2")
    for chosen in (
        ("--endpoint", IMAGE, "--only", DURATION),
        ("--only", f"{KLING}/{IMAGE}:duration/minimum"),
    ):
        one = specs.run(*args, *chosen)
        assert (one.exit_code, one.stderr) == (0, ""), one.output
        assert "1 promise, 1 verdict: 1 proved" in one.stdout
    for chosen in ((), ("--endpoint", TEXT), ("--only", f"{KLING}/{TEXT}:duration/minimum")):
        other = specs.run(*args, *chosen)
        assert other.exit_code == 1, other.output
        assert "text-to-video.json:" in other.stderr


def test_retired_endpoint_has_no_promises(specs: Workspace) -> None:
    """A retired endpoint cannot be chosen: it has no promises, and a run of none would prove nothing."""
    spec = specs.spec(TEXT)
    document = json.loads(spec.read_text("utf-8"))
    spec.write_text(json.dumps({**document, "retired": True}), "utf-8")
    done = specs.run("contract", "--endpoint", TEXT)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{KLING}/{TEXT} is retired" in done.stderr


def test_whole_id_in_only_is_explained_if_wrong(specs: Workspace, right_server: str) -> None:
    """A wrong name after a right endpoint gets the similar promise of that endpoint."""
    wrong = f"{KLING}/{IMAGE}:duration/minimun"
    done = specs.run("contract", "--server", right_server, "--only", wrong)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Did you mean --only {KLING}/{IMAGE}:duration/minimum?" in done.stderr


@given(st.text("kling/imagetov-*?", min_size=1, max_size=12))
def test_selection_is_by_match_or_by_one_name(name: str) -> None:
    """A pattern means the ids that it matches, a name one id that ends with it; anything else is refused."""
    known = [f"{KLING}/{IMAGE}", f"{KLING}/{TEXT}"]
    matched = [id for id in known if fnmatchcase(id, name)]
    ending = [id for id in known if id.endswith(name.strip("/")) and name.strip("/")]
    if matched or len(ending) == 1:
        assert select_endpoint_ids(SPECS, [name, name]) == tuple(matched or ending)
    else:
        with pytest.raises(UsageError, match=re.escape(repr(name))):
            select_endpoint_ids(SPECS, [name])
