"""Redact whole calls for a file: few headers, no secrets, neutral hosts, stable request ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from clientwright.io.json_types import Schema
from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Interaction,
    RawExchange,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.matching import split_base
from clientwright.testing.cassettes.redaction.redactor import Redactor, find_prompts
from clientwright.testing.cassettes.redaction.secrets import (
    KEPT_HEADERS,
    find_secrets,
    redact_query,
)
from clientwright.testing.service_wire import USUAL_WIRE, ServiceWire
from clientwright.testing.targets.input_secrets import SecretInputs
from clientwright.testing.wire_answers import answer_of

_LONGEST_ID = 65
_HEADER_CHARACTERS = "".join(map(chr, range(0x20, 0x7F)))
"""The characters allowed in header values; others are percent-encoded."""


@dataclass(frozen=True, slots=True)
class TrafficRedactor:
    """Turns traffic into interactions.

    `path_roots` are the first segments of the service's paths. `account_by_token` maps tokens to
    the names of their accounts. `stable_ids` renames request ids that a server draws at random, to ids of the form `id_pattern`.
    `auth_header` is the header that has the token. `wire` says where answers have what, and
    `input_schema` which fields of an input are secrets: those that are `writeOnly`.
    """

    path_roots: frozenset[str]
    account_by_token: Mapping[str, str] = field(default_factory=dict[str, str])
    hide_prompts: bool = False
    stable_ids: bool = False
    auth_header: str = "Authorization"
    id_pattern: str = ""
    wire: ServiceWire = USUAL_WIRE
    input_schema: Schema = field(default_factory=dict[str, Any])

    def redact(self, traffic: Sequence[RawExchange]) -> tuple[tuple[Interaction, ...], Redactor]:
        """Return the interactions, and the redactor to check the written text with."""
        prompts = (
            find_prompts(raw.sent for raw in traffic) if self.hide_prompts else frozenset[str]()
        )
        inputs = SecretInputs(self.input_schema, self.wire)
        known = (*self.account_by_token, *inputs.texts(raw.sent for raw in traffic))
        redactor = Redactor(find_secrets(traffic, known, self.auth_header), prompts)
        kept = _without_repeats(self._interaction(raw, redactor, inputs) for raw in traffic)
        return (self._with_stable_ids(kept) if self.stable_ids else tuple(kept)), redactor

    def _with_stable_ids(self, interactions: Sequence[Interaction]) -> tuple[Interaction, ...]:
        """Rename request ids in the order of their submits: `job-1`, `job-2`."""
        submits = (one.answer for one in interactions if one.call.may_start_job)
        ids = dict.fromkeys(_request_id(one, self.wire) for one in submits)
        change = _replacer({id: self._stable_id(n) for n, id in enumerate(filter(None, ids), 1)})

        def changed(text: str) -> str:
            return change(text.encode()).decode()

        def renamed(one: Interaction) -> Interaction:
            headers = {name: changed(value) for name, value in one.answer.headers.items()}
            answer = replace(one.answer, body=change(one.answer.body), headers=headers)
            return Interaction(replace(one.call, path=changed(one.call.path)), answer)

        return tuple(map(renamed, interactions))

    def _stable_id(self, number: int) -> str:
        """Return the name of the job of a number, of the form that the service's ids have."""
        forms = (form for width in range(1, _LONGEST_ID) for form in _id_forms(number, width))
        fitting = (one for one in forms if re.fullmatch(self.id_pattern, one))
        return next(fitting, f"job-{number}")

    def _interaction(
        self, raw: RawExchange, redactor: Redactor, inputs: SecretInputs
    ) -> Interaction:
        base, path, query = split_base(raw.url, self.path_roots)
        neutral = _replacer({f"{base}/": f"{RECORDED_BASE_URL}/"})
        sent = _kept_headers(raw.sent_headers, redactor, KEPT_HEADERS)
        got = _kept_headers(raw.headers, redactor, KEPT_HEADERS | self.wire.named_headers)
        call = RecordedCall(
            raw.method,
            redactor.redact_text(path),
            redactor.redact_body(inputs.hide_in_body(raw.sent)),
            redactor.redact_text(redact_query(query)),
            self._account(raw),
            sent.get("content-type", ""),
        )
        content_type = got.pop("content-type", "")
        return Interaction(
            call,
            RecordedAnswer(raw.status, neutral(redactor.redact_body(raw.body)), content_type, got),
        )

    def _account(self, raw: RawExchange) -> str:
        sent = [
            value for name, value in raw.sent_headers if name.lower() == self.auth_header.lower()
        ]
        token = sent[0].rpartition(" ")[2] if sent else ""
        return self.account_by_token.get(token, "mine") if sent else "none"


def _id_forms(number: int, width: int) -> tuple[str, ...]:
    """Return ids of jobs, shorter and longer ones: words, digits and UUIDs."""
    name, digits = f"job-{number:0{width}}", f"{number:0{width}x}"
    return name, name.replace("-", ""), digits, str(UUID(int=number, version=4))


def _kept_headers(
    headers: Iterable[tuple[str, str]], redactor: Redactor, names: frozenset[str]
) -> dict[str, str]:
    kept = ((name.lower(), value) for name, value in headers if name.lower() in names)
    return {
        name: quote(redactor.redact_text(value), safe=_HEADER_CHARACTERS) for name, value in kept
    }


def _without_repeats(interactions: Iterable[Interaction]) -> list[Interaction]:
    """Drop polls that repeat the previous answer: a replay repeats the last state anyway."""
    kept: list[Interaction] = []
    for one in interactions:
        if not kept or one.call.method != "GET" or one != kept[-1]:
            kept.append(one)
    return kept


def _request_id(answer: RecordedAnswer, wire: ServiceWire) -> str:
    """Return the request id in the answer to a submit, or an empty string."""
    found = wire.value(
        "submit", "request_id", answer_of(answer.status, answer.body, answer.headers)
    )
    return found if isinstance(found, str) else ""


def _replacer(names: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Return a function that replaces texts in a body, also with JSON's escaped slashes."""
    pairs = [(old.encode(), new.encode()) for old, new in names.items()]
    pairs += [(old.replace(b"/", b"\\/"), new.replace(b"/", b"\\/")) for old, new in pairs]

    def change(body: bytes) -> bytes:
        for old, new in pairs:
            body = body.replace(old, new)
        return body

    return change
