"""Services whose facts are mixed from four providers: lint refuses a mix, or it can be called, answered and read."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.lint.service_check import check_service_file
from clientwright.problems import has_errors
from clientwright.specs.model import Service
from clientwright.testing.service_wire import ServiceWire, WireAnswer
from sources.support import ROOT

FILES = [ROOT / "specs" / name / "service.json" for name in ("runcomfy", "fal", "replicate")]
FACTS: list[dict[str, Any]] = [
    json.loads(path.read_text("utf-8"))
    for path in (*FILES, ROOT / "tests/providers/filmhouse/service.json")
]
KEYS = sorted({key for facts in FACTS for key in facts} - {"name", "title", "package"})
OPERATIONS = ("submit", "status", "result", "cancel")
PHASES = ("waiting", "running", "succeeded", "failed", "cancelled")


def mixed(draw: st.DrawFn) -> dict[str, Any]:
    """Return facts of which each key, and each operation, is taken from one of the services."""
    base = copy.deepcopy(draw(st.sampled_from(FACTS)))
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True)):
        take(base, draw(st.sampled_from(FACTS)), f"/{key}")
    for name in draw(st.lists(st.sampled_from(OPERATIONS), max_size=2, unique=True)):
        take(base, draw(st.sampled_from(FACTS)), f"/operations/{name}")
    return base


def take(facts: dict[str, Any], other: Mapping[str, Any], pointer: str) -> None:
    """Give facts what another service has at a pointer, or nothing if it has nothing there."""
    above, _, last = pointer.rpartition("/")
    inner = resolve_pointer(facts, above)
    inner.pop(last, None)
    with suppress(LookupError):
        inner[last] = copy.deepcopy(resolve_pointer(other, pointer))


def leaves(value: Any, at: str = "") -> Iterator[str]:
    """Yield the pointers of what the facts about calls and answers consist of."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in parts:
        here = join_pointer(at, key)
        if here not in ("/output", "/words", "/media"):
            yield here
            yield from leaves(part, here)


ODD: tuple[Any, ...] = (
    None, True, 0, 200, "", "/", "/a", "/a/b", "/request_id", "{model_id}", "/{x}/{request_id}", "/{model_id}", "x",
    "waiting", "finished", "succeeded", [], {}, ["x"], {"header": "x"}, {"": ""}, {"/a": "{model_id}"}, "GET", "POST",
)  # fmt: skip
"""Values that a fact might have, or might not."""


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    """Draw mixed facts of which a few are replaced by odd ones or removed."""
    facts = mixed(draw)
    for _ in range(draw(st.integers(0, 2))):
        pointer = draw(st.sampled_from(sorted(leaves(facts))))
        *above, last = split_pointer(pointer)
        inner = resolve_pointer(facts, join_pointer("", *above))
        key = int(last) if isinstance(inner, list) else last
        if draw(st.booleans()):
            inner[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
        else:
            del inner[key]
    return facts


def accepted(facts: dict[str, Any]) -> Service | None:
    """Return the service if lint has no error; whatever the facts are, it has no traceback."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "service.json"
        path.write_text(json.dumps(facts), "utf-8")
        found = check_service_file(path)
        assert all(problem.location.line > 0 for problem in found), found
        assert all(str(problem) for problem in found)
        return None if has_errors(found) else Service(facts, path)


@given(facts=services())
@example(facts={**FACTS[0], "result": {"sure": "H"}})
@example(
    facts={**FACTS[2], "cancel": {"outcomes": ["a", "b"], "cancellable": ["starting"], "sure": "H"}}
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_lint_accepts_can_be_called_and_read(facts: dict[str, Any]) -> None:
    """If lint accepts facts, calls can be told apart, jobs are named, and answers say what they are given."""
    service = accepted(facts)
    if service is None:
        return
    wire = ServiceWire.of(service)
    calls_can_be_told_apart(wire)
    bodies_have_input_and_model(wire)
    answers_are_read(wire)
    phases_have_words(wire)
    cancels_can_be_told_apart(wire)


def calls_can_be_told_apart(wire: ServiceWire) -> None:
    """No two operations have the same route, and each names the job that it is about."""
    own = [name for name in wire.facts.operations if not (wire.facts.one_call and name == "result")]
    for model_id in ("maker/draw", "workflows/maker/draw/fast"):
        routes = {name: wire.route(name, model_id=model_id, request_id="id7") for name in own}
        for one, other in combinations(own, 2):
            assert routes[one] != routes[other]
        for name in own:
            assert name == "submit" or "id7" in routes[name][1]


def bodies_have_input_and_model(wire: ServiceWire) -> None:
    """A submit has the whole input, and names the model in its path or its body."""
    body = wire.submit_body({"zz": {"a": 1}}, "maker/draw")
    assert wire.input_of(body)["zz"] == {"a": 1}
    _, path = wire.route("submit", model_id="maker/draw", request_id="")
    assert "maker/draw" in path or "maker/draw" in json.dumps(body)


def answers_are_read(wire: ServiceWire) -> None:
    """What an answer is given is read from it, whatever else it is given."""
    needed = {
        "submit": ["request_id"],
        "status": ["status", *(["output"] if wire.facts.one_call else [])],
        "result": ["output", *([] if wire.facts.ends_by_http else ["status"])],
        "cancel": ["status"] if wire.facts.cancel_by_status else [],
    }
    apart = ("request_id", "status", "output")
    for name, operation in wire.facts.operations.items():
        if wire.facts.one_call and name == "result":
            continue
        for field in needed[name]:
            assert wire.has_field(name, field), (name, field)
        places = [operation.fields[one] for one in apart if one in operation.fields]
        assert len({*places}) == len(places)
        values: dict[str, Any] = {field: f"{field}-7" for field in operation.fields}
        answer = wire.answer(name, {k: v for k, v in values.items() if operation.fields[k].pointer})
        for field, place in operation.fields.items():
            inside = (
                one.pointer.startswith(f"{place.pointer}/") for one in operation.fields.values()
            )
            alike = [one for one in operation.fields.values() if one == place]
            if place.pointer and not any(inside) and len(alike) == 1:
                assert wire.value(name, field, answer) == values[field], (name, field)


def phases_have_words(wire: ServiceWire) -> None:
    """Each phase has a word that means it, or that the job is finished, where the result tells more."""
    facts = wire.facts
    for phase in PHASES if "cancel" in facts.operations else PHASES[:-1]:
        means = facts.status_values.get(wire.word("status", phase))
        assert means == phase or (means == "finished" and not facts.one_call), phase
        if not facts.one_call and not facts.ends_by_http:
            assert facts.result_values.get(wire.word("result", phase)) == phase
    if facts.ends_by_http:
        assert "finished" in facts.status_values.values()


def cancels_can_be_told_apart(wire: ServiceWire) -> None:
    """Each answer to a cancel that is listed is the first one that fits what it says."""
    for listed in wire.facts.cancel_answers:
        answer = WireAnswer(listed.http or 200)
        if listed.word:
            answer = wire.with_value(
                "cancel", "outcome", listed.word, WireAnswer(answer.status, {})
            )
            assert wire.value("cancel", "outcome", answer) == listed.word
        first = next(
            one
            for one in wire.facts.cancel_answers
            if one.http in (0, answer.status) and one.word.lower() in ("", listed.word.lower())
        )
        assert first == listed or (not listed.http and first.http == answer.status)
