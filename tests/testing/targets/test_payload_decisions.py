"""Payload targets: clients loaded from anywhere, and decisions read from answers to a submit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clientwright.errors import UsageError
from clientwright.testing.exchanges import Exchange
from clientwright.testing.payloads.payload_generator import full_payload, minimal_payload
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.submit_target import read_decision
from testing.support import IMAGE, NAMES, ROOT, SPECS, TEXT

GENERATED = ROOT / "generated" / "runcomfy"


@pytest.fixture(scope="module")
def client() -> ClientTarget:
    """Return the committed client as a target."""
    return ClientTarget.load(str(GENERATED))


@pytest.fixture
def vendored(tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the client, two packages deep in another project."""
    copy = tmp_path / "acme_for_tests" / "vendor" / "runcomfy"
    shutil.copytree(GENERATED, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (copy.parent, copy.parent.parent):
        (folder / "__init__.py").touch()
    sys.path.insert(0, str(tmp_path))
    yield copy
    sys.path.remove(str(tmp_path))


def test_client_is_loaded_by_dotted_name(vendored: Path) -> None:
    """A vendored copy is loaded by the name by which its project imports it."""
    found = ClientTarget.load("acme_for_tests.vendor.runcomfy")
    assert found.name == "acme_for_tests.vendor.runcomfy"
    assert set(found.endpoints) == {str(one.id) for one in NAMES.values()}


def test_two_copies_are_independent(vendored: Path, client: ClientTarget) -> None:
    """Two clients of the same name are independent: a change in one does not affect the other."""
    (path,) = vendored.rglob("text_to_video.py")
    path.write_text(path.read_text("utf-8").replace("le=15", "le=14"), "utf-8")
    other = ClientTarget.load(str(vendored))
    payload = {"prompt": "a cat", "duration": 15}
    assert client.package is not other.package
    assert client.decide(str(TEXT.id), payload).accepted
    assert not other.decide(str(TEXT.id), payload).accepted


@pytest.mark.parametrize("where", ["no.such.package", "json", "{tmp}", "{tmp}/missing", "", ".."])
def test_missing_client_is_a_usage_error(where: str, tmp_path: Path) -> None:
    """A name or folder without a generated client is a usage error with advice."""
    with pytest.raises(
        UsageError, match=r"is not a client that can be imported|does not exist"
    ) as raised:
        ClientTarget.load(where.format(tmp=tmp_path))
    assert raised.value.exit_code == 2
    assert "clientwright generate" in str(raised.value)


def test_broken_client_is_a_usage_error(vendored: Path) -> None:
    """A client whose import fails is a usage error with that failure, without a traceback."""
    (vendored / "_runtime" / "errors.py").write_text("1 / 0", "utf-8")
    with pytest.raises(UsageError, match="ZeroDivisionError"):
        ClientTarget.load(str(vendored))


@pytest.mark.parametrize("one", NAMES.values(), ids=list(NAMES))
@pytest.mark.parametrize("make", [minimal_payload, full_payload])
def test_client_accepts_valid_payload(client: ClientTarget, one: Any, make: Any) -> None:
    """A valid payload is accepted and sent unchanged."""
    decision = client.decide(str(one.id), make(one))
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
def test_client_names_the_field(client: ClientTarget, more: Any, field: Any) -> None:
    """The fields of a refusal are steps: names, and indexes as text."""
    decision = client.decide(str(IMAGE.id), minimal_payload(IMAGE) | more)
    assert not decision.accepted
    assert decision.malfunction == ""
    assert field in decision.named_fields


def test_client_that_changes_or_crashes_malfunctions(client: ClientTarget) -> None:
    """A client that sends something else, or raises an undocumented exception, malfunctions."""

    class Changing:
        def request(self, given: Any) -> Any:
            return SimpleNamespace(body={**given, "duration": 5.0, "sound": 1})

    class Broken:
        def request(self, given: Any) -> Any:
            raise KeyError("prompt")

    odd = ClientTarget(client.package, {"a": Changing(), "b": Broken()}, client.refusal_type)
    changed = odd.decide("a", {"duration": 5, "sound": True})
    assert changed.accepted
    assert "changed" in changed.malfunction
    assert odd.decide("a", {"duration": 5, "sound": 1}).malfunction == ""
    assert "KeyError" in odd.decide("b", {}).message


def answer(status: int, text: str = "", failure: str = "") -> Exchange:
    """Return the answer to a submit."""
    return Exchange("POST", "/models/m", "mine", b"{}", status, "application/json", text, failure)


ACCEPTED, REFUSED, TROUBLE = (True, False), (False, False), (False, True)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (answer(200, '{"request_id": "r"}'), ACCEPTED),
        (answer(202, '{"request_id": "r"}'), ACCEPTED),
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
def test_answer_accepts_refuses_or_malfunctions(
    done: Exchange, expected: tuple[bool, bool]
) -> None:
    """An answer accepts, refuses, or is a malfunction: a failure, no answer, or neither."""
    decision = read_decision(done)
    assert (decision.accepted, bool(decision.malfunction)) == expected
    assert decision.exchanges == (done,)


UNCLEAR = "its answer neither accepts nor rejects"


@pytest.mark.parametrize(
    ("done", "trouble"),
    [
        (answer(500), "it failed"),
        (answer(0, failure="ReadTimeout"), "it gave no answer"),
        (answer(200), f"{UNCLEAR} (HTTP 200 without a JSON object)"),
        (answer(200, '{"id": 7}'), f"{UNCLEAR} (HTTP 200 without request_id; keys: id)"),
    ],
    ids=["500", "none", "empty", "other key"],
)  # fmt: skip
def test_malfunctions_are_distinguished(done: Exchange, trouble: str) -> None:
    """The malfunction states whether the server failed, was silent, or neither accepted nor refused."""
    assert read_decision(done).malfunction == trouble


def test_missing_answer_is_told_once() -> None:
    """What a call without an answer shows says so once, and its cause has no numbers."""
    decision = read_decision(answer(0, failure="ReadError: 104"))
    assert decision.described == "it gave no answer: ReadError: 104"
    assert decision.cause == "no answer: the connection was closed"


def test_client_of_other_specs_is_detected(tmp_path: Path) -> None:
    """A package reports the specs that changed since it was generated."""
    client = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))
    assert client.changed_specs(SPECS) == ""
    changed = replace(SPECS.endpoints[0], rules=())
    other = replace(SPECS, endpoints=(changed, *SPECS.endpoints[1:]))
    assert client.changed_specs(other) == str(changed.id)


@pytest.mark.parametrize("kind", ["RemoteProtocolError", "ReadError", "WriteError"])
def test_closed_connection_is_one_cause(kind: str) -> None:
    """Wherever a server closes the connection in a call, the fault is the same; a time-out is another."""
    closed, late = (
        read_decision(Exchange("POST", "/models/a", "mine", b"{}", failure=f"{name}: {n} of 9"))
        for n, name in enumerate((kind, "ReadTimeout"))
    )
    assert closed.cause == "no answer: the connection was closed"
    assert late.cause == "no answer: ReadTimeout: # of #"
