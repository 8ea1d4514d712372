"""The protocol of a client: the generated client keeps every promise, and other answers break it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_pointer import resolve_pointer
from clientwright.specs.model import Service
from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.call_cases import call_cases
from clientwright.testing.client_protocol.client_trials import (
    client_trials,
    live_cases,
    protocol_cases,
)
from clientwright.testing.client_protocol.protocol_case import ProtocolCase
from clientwright.testing.client_protocol.scripted_server import (
    WAIT_SECONDS,
    ScriptedServer,
    ScriptResult,
    ServerScript,
    http_response,
    is_url_path,
)
from clientwright.testing.client_protocol.submit_cases import submit_cases
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget

ROOT = Path(__file__).parents[3]
(SPECS,) = load_specs(ROOT / "specs" / "runcomfy").services
CASES = {case.name: case for case in protocol_cases(AnswerBuilder(SPECS.service))}
FORMS = {
    "text": set[str](),
    "json": {"own-json"},
    "page": {"retry-after"},
    "other-json": {"retry-after"},
    "json-and-retry-after": {"own-json", "retry-after"},
}
"""What each form of a refusal has."""
MODEL = str(SPECS.endpoints[0].id)
CALL_CASES = tuple(call_cases(SPECS.service, SPECS.endpoints[0]))


@pytest.fixture(scope="module")
def client() -> ClientTarget:
    """Return the committed package."""
    return ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


def test_generated_client_keeps_every_promise(client: ClientTarget) -> None:
    """The generated client keeps the promise of every case."""
    verdicts = [v for trial in client_trials(SPECS, client) for v in trial.run(Effort()).verdicts]
    assert [v.promise.id for v in verdicts if v.state is not VerdictState.PROVED] == []
    assert {v.promise.id for v in verdicts} >= {f"client/{name}" for name in CASES}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_can_fail(client: ClientTarget, case: ProtocolCase) -> None:
    """With other answers, the promise of the same case is not kept."""
    others = (play(client, CASES[name].script) for name in ("success", "failure"))
    assert not all(case.is_kept(played) for played in others)


def play(client: ClientTarget, script: ServerScript) -> ScriptResult:
    """Run a script with the first endpoint."""
    return ScriptedServer(SPECS.service, client, script).run_script(MODEL, {})


def test_case_names_are_unique() -> None:
    """No two cases have the same name, so that no promise hides another."""
    names = [case.name for case in protocol_cases(AnswerBuilder(SPECS.service))]
    names += [case.name for case in (*CALL_CASES, *live_cases())]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_waiting_takes_no_time(client: ClientTarget) -> None:
    """The clock advances by what the client would sleep, and each request has its time."""
    played = play(client, CASES["timeout-keeps-the-request"].script)
    assert played.seconds >= WAIT_SECONDS
    assert list(played.times("status")) == sorted(played.times("status"))
    assert played.times("status")[-1] > 0.9 * WAIT_SECONDS


def test_endless_client_is_stopped(client: ClientTarget) -> None:
    """A client that makes requests without end is stopped."""
    script = CASES["timeout-keeps-the-request"].script
    played = play(client, replace(script, patience=1e9))
    assert "made more than" in str(played.error)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_path_of_a_request_is_checked_as_it_is_in_a_url(id: str) -> None:
    """A quoted id can stand in a path; anything that a URL cannot have in it cannot."""
    assert is_url_path(f"/requests/{quote(id, safe='')}/status")
    assert not is_url_path(f"/requests/{id} /status")


def test_headers_of_a_script_have_no_case(client: ClientTarget) -> None:
    """The headers of an answer are found in any case, as those of a real one are."""
    response = http_response(client, (429, {}, {"Retry-After": "1"}))
    assert response.headers.get("retry-after") == response.headers.get("Retry-After") == "1"


@given(
    st.lists(
        st.fixed_dictionaries(
            {"http": st.sampled_from([425, 429, 500, 503])},
            optional={"if": st.lists(st.sampled_from(["own-json", "retry-after"]), unique=True)},
        ),
        unique_by=lambda fact: fact["http"],
    )
)
def test_repeated_answers_are_those_of_the_service(facts: list[dict[str, Any]]) -> None:
    """Exactly the answers that a service documents as refusals before any work are to be repeated."""
    service = Service({**SPECS.service.document, "not_begun": facts}, SPECS.service.path)
    repeated = [
        (case.pointer, case.name)
        for case in submit_cases(AnswerBuilder(service))
        if case.name.endswith("-is-repeated") and case.name != "submit-unsent-is-repeated"
    ]
    assert sorted(repeated) == sorted(
        (f"/not_begun/{n}", f"submit-{fact['http']}-{form}-is-repeated")
        for n, fact in enumerate(facts)
        for form, has in FORMS.items()
        if has >= set(fact.get("if", []))
    )


def test_every_pointer_is_in_service_json() -> None:
    """Each promise points to a fact in `service.json`."""
    for case in (*CASES.values(), *CALL_CASES, *live_cases()):
        assert resolve_pointer(dict(SPECS.service.document), case.pointer) is not None
