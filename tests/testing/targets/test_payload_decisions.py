"""Judges: a client from wherever it lives, and what the answers to a submit mean."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.testing.exchanges import Exchange
from clientwright.testing.payloads.generation.payload_generator import full_payload, minimal_payload
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.refusal_fields import named_fields
from clientwright.testing.targets.submit_target import read_decision
from testing.support import IMAGE, NAMES, ROOT, SPECS, TEXT

GENERATED = ROOT / "generated" / "runcomfy"


@pytest.fixture(scope="module")
def judge() -> ClientTarget:
    """Give the committed client as a judge."""
    return ClientTarget.load(str(GENERATED))


@pytest.fixture
def vendored(tmp_path: Path) -> Iterator[Path]:
    """Give a copy of the client, two packages deep in a project of somebody else."""
    copy = tmp_path / "acme_for_tests" / "vendor" / "runcomfy"
    shutil.copytree(GENERATED, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (copy.parent, copy.parent.parent):
        (folder / "__init__.py").touch()
    sys.path.insert(0, str(tmp_path))
    yield copy
    sys.path.remove(str(tmp_path))


def test_a_client_is_found_by_its_dotted_name(vendored: Path) -> None:
    """A vendored copy is a judge under the name by which its project imports it."""
    found = ClientTarget.load("acme_for_tests.vendor.runcomfy")
    assert found.name == "acme_for_tests.vendor.runcomfy"
    assert set(found.endpoints) == {str(one.id) for one in NAMES.values()}


def test_two_copies_are_judged_side_by_side(vendored: Path, judge: ClientTarget) -> None:
    """Two clients of one name are two judges: a change in one is not seen in the other."""
    (path,) = vendored.rglob("text_to_video.py")
    path.write_text(path.read_text("utf-8").replace("le=15", "le=14"), "utf-8")
    other = ClientTarget.load(str(vendored))
    payload = {"prompt": "a cat", "duration": 15}
    assert judge.package is not other.package
    assert judge.decide(str(TEXT.id), payload).accepted
    assert not other.decide(str(TEXT.id), payload).accepted


@pytest.mark.parametrize("where", ["no.such.package", "json", "{tmp}", "{tmp}/missing", "", ".."])
def test_what_is_no_client_is_told(where: str, tmp_path: Path) -> None:
    """A name or folder without a generated client is a usage error that says what to name."""
    with pytest.raises(UsageError, match="is no client that can be imported") as raised:
        ClientTarget.load(where.format(tmp=tmp_path))
    assert raised.value.exit_code == 2
    assert "clientwright generate" in str(raised.value)


def test_a_client_that_cannot_be_run_is_told(vendored: Path) -> None:
    """A client with a fault in its code is a usage error with that fault, no traceback."""
    (vendored / "_runtime" / "errors.py").write_text("1 / 0", "utf-8")
    with pytest.raises(UsageError, match="ZeroDivisionError"):
        ClientTarget.load(str(vendored))


@pytest.mark.parametrize("one", NAMES.values(), ids=list(NAMES))
@pytest.mark.parametrize("make", [minimal_payload, full_payload])
def test_a_client_takes_what_it_would_send(judge: ClientTarget, one: Any, make: Any) -> None:
    """A good payload is taken, and sent as it is."""
    decision = judge.decide(str(one.id), make(one))
    assert (decision.accepted, decision.malfunction) == (True, "")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"duration": 16}, ("duration",)),
        ({"elements": [{"reference_image_urls": ["http://a.b"]}]}, ("elements", "0", "reference_image_urls", "0")),
        ({"multi_prompt": [{"duration": 4}, {"duration": 2}], "duration": 6}, ("multi_prompt", "1", "duration")),
        ({"no_such_field": 1}, ("no_such_field",)),
    ],
)  # fmt: skip
def test_a_client_names_the_field(judge: ClientTarget, more: Any, field: Any) -> None:
    """A refusal's fields are steps: names, and indexes as text."""
    decision = judge.decide(str(IMAGE.id), minimal_payload(IMAGE) | more)
    assert not decision.accepted
    assert decision.malfunction == ""
    assert field in decision.named_fields


def test_a_client_that_changes_or_breaks_is_trouble(judge: ClientTarget) -> None:
    """A client that sends something else, or raises what it does not document, is told."""

    class Changing:
        def payload(self, given: Any) -> Any:
            return {**given, "duration": 5.0, "sound": 1}

    class Broken:
        def payload(self, given: Any) -> Any:
            raise KeyError("prompt")

    odd = ClientTarget(judge.package, {"a": Changing(), "b": Broken()}, judge.refusal_type)
    changed = odd.decide("a", {"duration": 5, "sound": True})
    assert changed.accepted
    assert "changed" in changed.malfunction
    assert odd.decide("a", {"duration": 5, "sound": 1}).malfunction == ""
    assert "KeyError" in odd.decide("b", {}).message


def answer(status: int, text: str = "", failure: str = "") -> Exchange:
    """Give the answer to a submit."""
    return Exchange("POST", "/models/m", "mine", b"{}", status, "application/json", text, failure)


ACCEPTED, REFUSED, TROUBLE = (True, False), (False, False), (False, True)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (answer(200, '{"request_id": "r"}'), ACCEPTED),
        (answer(202, '{"request_id": "r"}'), ACCEPTED),
        (answer(200, '{"request_id": ""}'), TROUBLE),
        (answer(200, "{}"), TROUBLE),
        (answer(200, "<html>"), TROUBLE),
        (answer(200, '{"error_code": 400001}'), REFUSED),
        (answer(200, '{"request_id": "r", "error_code": "422001"}'), REFUSED),
        (answer(200, '{"error_code": "INVALID"}'), REFUSED),
        (answer(200, '{"request_id": "r", "code": 200}'), ACCEPTED),
        (answer(200, '{"request_id": "r", "error_code": 0}'), ACCEPTED),
        (answer(200, '{"request_id": "r", "error_code": ""}'), ACCEPTED),
        (answer(302, ""), TROUBLE),
        (answer(400, "<html>"), REFUSED),
        (answer(422, '{"detail": []}'), REFUSED),
        (answer(500, '{"request_id": "r"}'), TROUBLE),
        (answer(502, "<html>"), TROUBLE),
        (answer(0, failure="ReadTimeout"), TROUBLE),
    ],
    ids=lambda value: f"{value.status}{value.text}{value.failure}" if isinstance(value, Exchange) else "",
)  # fmt: skip
def test_what_an_answer_means(done: Exchange, expected: tuple[bool, bool]) -> None:
    """An answer takes, refuses, or is trouble: a failure, no answer, or neither yes nor no."""
    decision = read_decision(done)
    assert (decision.accepted, bool(decision.malfunction)) == expected
    assert decision.exchanges == (done,)


@pytest.mark.parametrize(
    ("done", "trouble"),
    [
        (answer(500), "it failed"),
        (answer(0, failure="ReadTimeout"), "it gave no answer"),
        (answer(200), "its answer neither accepts nor refuses"),
    ],
    ids=["500", "none", "empty"],
)
def test_troubles_are_told_apart(done: Exchange, trouble: str) -> None:
    """Who reads of trouble learns whether the server failed, was silent, or said neither yes nor no."""
    assert read_decision(done).malfunction == trouble


def locs(*found: Any) -> dict[str, Any]:
    """Give a refusal that names these places."""
    return {"detail": [{"loc": loc, "msg": "it is wrong"} for loc in found]}


FIELDS = {
    "properties": {
        "duration": {"type": "integer"},
        "sound": {"type": "boolean"},
        "shots": {"items": {"properties": {"duration": {}, "a.b": {}}}},
        "either": {"anyOf": [{"properties": {"x": {}}}, {"items": {"properties": {"y": {}}}}]},
        "model": {"type": "string"},
    }
}
DURATION = [("duration",)]


@pytest.mark.parametrize(
    ("loc", "fields"),
    [
        (["body", "duration"], DURATION),
        (["duration"], DURATION),
        (["input", "duration"], DURATION),
        (["request", "input", "duration"], DURATION),
        (["query", "duration"], DURATION),
        (["body", "TextToVideoInput", "duration"], DURATION),
        (["body", "duration", "constrained-int"], DURATION),
        (["$", "duration"], DURATION),
        (["$.duration"], DURATION),
        ("$.duration", DURATION),
        ("/duration", DURATION),
        ("body.duration", DURATION),
        (["body", "shots", 1, "duration"], [("shots", "1", "duration")]),
        (["body", "shots", 1, "Shot", "duration"], [("shots", "1", "duration")]),
        (["shots[1].duration"], [("shots", "1", "duration")]),
        (["$.shots[1]", "duration"], [("shots", "1", "duration")]),
        (["$['shots'][1]['duration']"], [("shots", "1", "duration")]),
        (["body", "shots", "duration"], [("shots",)]),
        (["body", "either", "First", "x"], [("either", "x")]),
        (["body", "either", 0, "y"], [("either", "0", "y")]),
        (["body", "model"], [("model",)]),
        (["model"], [("model",)]),
        (["model", "duration"], [("model",), ("duration",)]),
        (["another_field"], [("another_field",)]),
        (["body", "another_field"], []),
        (["body"], []),
        (["__root__"], []),
        (["body", "__root__"], []),
        (["TextToVideoInput"], []),
        (["$"], []),
        ([0], []),
        (["body", 12], []),
    ],
)
def test_which_field_a_place_is(loc: Any, fields: Any) -> None:
    """Whatever its shape, a place is the field that it leads to; what leads to none names nothing."""
    assert list(named_fields(locs(loc), FIELDS)) == fields


def test_one_place_that_cannot_be_found_is_enough() -> None:
    """Beside a place that may be anything, no other is held against a refusal."""
    assert named_fields(locs(["duration"], ["body", "sound"]), FIELDS) == (
        ("duration",),
        ("sound",),
    )
    assert named_fields(locs(["duration"], ["body"]), FIELDS) == ()


def test_without_a_schema_nothing_is_named() -> None:
    """Fields are named only where it is known which there are."""
    assert named_fields(locs(["duration"]), {}) == ()
    assert read_decision(answer(422, '{"detail": [{"loc": ["duration"]}]}')).named_fields == ()


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": []}, {"loc": None}, {"loc": 5}, {}, 5, None]},
        {"detail": "duration is wrong"},
        {"detail": {"loc": ["duration"]}},
        [],
        None,
        "text",
    ],
)
def test_other_details_name_nothing(body: Any) -> None:
    """Fields are read from a `detail` list of places alone."""
    assert named_fields(body, FIELDS) == ()


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text() | st.sampled_from(["body", "duration", "shots", "$."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("loc"), inner),
    max_leaves=8,
)


@given(st.lists(st.fixed_dictionaries({"loc": ANYTHING}) | ANYTHING, max_size=3))
def test_any_detail_is_read(details: Any) -> None:
    """Whatever a server writes as details, what is named is a place in the input or a plain word."""
    for steps in named_fields({"detail": details}, FIELDS):
        assert steps[0] in FIELDS["properties"] or len(steps) == 1


def test_a_client_of_other_specs_is_told(tmp_path: Path) -> None:
    """A package says which of the specs it was not generated from; its own, nothing."""
    client = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))
    assert client.changed_specs(SPECS) == ""
    changed = replace(SPECS.endpoints[0], rules=())
    other = replace(SPECS, endpoints=(changed, *SPECS.endpoints[1:]))
    assert client.changed_specs(other) == str(changed.id)
