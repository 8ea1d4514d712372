"""No secret of an input, and no token, is in a cassette or in a report, wherever an answer repeats it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.problems import Location
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_model import Cassette, RawExchange
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import (
    Effort,
    Finding,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.report import html_page, json_report, junit, terminal
from clientwright.testing.report.report_context import ReportContext, RerunSettings
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.secret_encodings import secret_encodings
from clientwright.testing.trials.runner import run_trials
from clientwright.testing.trials.secret_findings import without_secrets
from testing.cassettes.support import HEADER, ROOT

MARK = {"writeOnly": True, "type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string"},
        "pass": MARK,
        "deep": {"type": "array", "items": {"anyOf": [{"properties": {"word": MARK}}]}},
        "named": {"additionalProperties": {"$ref": "#/$defs/mark"}},
    },
    "$defs": {"mark": MARK},
}
SECRETS = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), min_size=6).map(
    lambda text: f"Zq9{text}"
)


@cache
def specs(service: str) -> Specs:
    """Return the specs of a service with one endpoint whose input has secrets."""
    (found,) = load_specs(ROOT / "specs" / service).services
    return replace(found, endpoints=(replace(found.endpoints[0], input=SCHEMA),))


def payload(secret: str) -> dict[str, Any]:
    """Return an input with a secret at every place that may have one."""
    return {"prompt": "a", "pass": secret, "deep": [{"word": secret}], "named": {"x": secret}}


def calls(service: str, secret: str) -> tuple[ServiceWire, str, bytes, bytes]:
    """Return the wire, and the path, the body and an answer of a submit; the answer repeats all that was sent."""
    wire, endpoint = ServiceWire.of(specs(service).service), specs(service).endpoints[0]
    _, path = wire.route("submit", model_id=str(endpoint.id))
    sent = json.dumps(wire.submit_body(payload(secret), endpoint.called_as)).encode()
    echo = json.dumps({"detail": f"wrong: {secret!r}", "input": payload(secret), "was": secret})
    return wire, path, sent, echo.encode()


each_service = pytest.mark.parametrize("service", ["runcomfy", "fal", "replicate"])


@each_service
@settings(max_examples=15, deadline=None)
@given(secret=SECRETS)
def test_no_cassette_has_a_secret_of_an_input(service: str, secret: str) -> None:
    """A field that is writeOnly, at any depth, is in no body that was sent, wrapped or not, and in no echo."""
    wire, path, sent, echo = calls(service, secret)
    raw = RawExchange("POST", f"https://h/v1{path}", (), sent, 422, (), echo)
    roots = frozenset({path.split("/")[1]})
    redactor = TrafficRedactor(roots, wire=wire, input_schema=SCHEMA)
    interactions, _ = redactor.redact([raw])
    text = cassette_files.dumps(Cassette(HEADER, interactions))
    assert not [one for one in secret_encodings(secret) if one in text]
    assert '"prompt": "a"' in text


@each_service
@settings(max_examples=10, deadline=None)
@given(secret=SECRETS)
def test_no_report_has_a_secret_of_an_input(service: str, secret: str) -> None:
    """Neither the texts nor the curl commands of a report, in any form, show a value that is writeOnly."""
    wire, path, sent, echo = calls(service, secret)
    one = Exchange("POST", path, "mine", sent, 422, "application/json", echo.decode(), wire=wire)
    finding = Finding(f"no {secret}", f"it says {secret}", payload(secret), (one,))
    id = str(specs(service).endpoints[0].id)
    for endpoint in (id, ""):
        promise = Promise("a", PromiseGroup.ACCEPTS, "It holds.", Location("x.json"), endpoint)
        shown = finding if endpoint else replace(finding, payload=sent)
        verdict = Verdict(promise, Target.SERVER, VerdictState.BROKEN, finding=shown)
        result = TrialResult((verdict,))
        trial = Trial((promise,), Target.SERVER, lambda effort, result=result: result)
        report = run_trials([*without_secrets([trial], specs(service))], Effort())
        context = ReportContext(report, RerunSettings(""))
        for text in (
            json_report.dumps(context),
            html_page.render(context),
            junit.dumps(context),
            "\n".join(terminal.evidence_lines(report.verdicts[0], context)),
            repr(report),
        ):
            assert not [code for code in secret_encodings(secret) if code in text]
            assert "REDACTED" in text or "token" in text


def test_trials_without_secrets_are_as_they_were() -> None:
    """Where no endpoint has a secret, trials are the same objects."""
    (found,) = load_specs(ROOT / "specs" / "runcomfy").services
    trials: list[Trial] = []
    assert without_secrets(trials, found) is trials


TOKENS = st.builds(
    lambda id, secret: f"{id}:{secret}",
    st.uuids().map(str),
    st.text("0123456789abcdef", min_size=20, max_size=40),
)


@settings(max_examples=15, deadline=None)
@given(token=TOKENS, header=st.sampled_from(["Authorization", "X-Film-Pass"]))
def test_no_cassette_has_a_key(token: str, header: str) -> None:
    """A key after the scheme `Key`, in any header, is hidden whole and by its secret part, in any encoding."""
    secret = token.partition(":")[2]
    told = [f"Key {token}", f"key%20{token}", secret, *secret_encodings(token)]
    raw = RawExchange(
        "POST",
        "https://h/v1/models/a",
        ((header, f"Key {token}"),),
        b"{}",
        401,
        (("content-type", "application/json"),),
        json.dumps({"detail": told}).encode(),
    )
    interactions, _ = TrafficRedactor(frozenset({"models"}), auth_header=header).redact([raw])
    text = cassette_files.dumps(Cassette(HEADER, interactions))
    assert not [one for code in (token, secret) for one in secret_encodings(code) if one in text]
    bare = replace(raw, sent_headers=())
    interactions, _ = TrafficRedactor(frozenset({"models"})).redact([bare])
    assert f"Key {token}" not in cassette_files.dumps(Cassette(HEADER, interactions))


def test_words_after_key_stay() -> None:
    """Ordinary words after the word key are no token."""
    told = {"detail": "The key frames are missing; a key-frame interval of 12 is too long."}
    raw = RawExchange("GET", "https://h/v1/models/a", (), b"", 422, (), json.dumps(told).encode())
    interactions, _ = TrafficRedactor(frozenset({"models"})).redact([raw])
    assert json.loads(interactions[0].answer.body) == told
