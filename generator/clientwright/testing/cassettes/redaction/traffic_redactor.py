"""Redact whole calls for a file: few headers, no secrets, neutral hosts, stable request ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

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

_HEADER_CHARACTERS = "".join(map(chr, range(0x20, 0x7F)))
"""The characters allowed in header values; others are percent-encoded."""


@dataclass(frozen=True, slots=True)
class TrafficRedactor:
    """Turns traffic into interactions.

    `path_roots` are the first segments of the service's paths. `account_by_token` maps tokens to
    the names of their accounts. `stable_ids` renames request ids that a server draws at random.
    `auth_header` is the header that has the token.
    """

    path_roots: frozenset[str]
    account_by_token: Mapping[str, str] = field(default_factory=dict[str, str])
    hide_prompts: bool = False
    stable_ids: bool = False
    auth_header: str = "Authorization"

    def redact(self, traffic: Sequence[RawExchange]) -> tuple[tuple[Interaction, ...], Redactor]:
        """Return the interactions, and the redactor to check the written text with."""
        prompts = (
            find_prompts(raw.sent for raw in traffic) if self.hide_prompts else frozenset[str]()
        )
        redactor = Redactor(find_secrets(traffic, self.account_by_token), prompts)
        kept = _without_repeats(self._interaction(raw, redactor) for raw in traffic)
        return (_with_stable_ids(kept) if self.stable_ids else tuple(kept)), redactor

    def _interaction(self, raw: RawExchange, redactor: Redactor) -> Interaction:
        base, path, query = split_base(raw.url, self.path_roots)
        neutral = _replacer({f"{base}/": f"{RECORDED_BASE_URL}/"})
        sent, got = _kept_headers(raw.sent_headers, redactor), _kept_headers(raw.headers, redactor)
        call = RecordedCall(
            raw.method,
            redactor.redact_text(path),
            redactor.redact_body(raw.sent),
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


def _kept_headers(headers: Iterable[tuple[str, str]], redactor: Redactor) -> dict[str, str]:
    kept = ((name.lower(), value) for name, value in headers if name.lower() in KEPT_HEADERS)
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


def _with_stable_ids(interactions: Sequence[Interaction]) -> tuple[Interaction, ...]:
    """Rename request ids in the order of their submits: `job-1`, `job-2`."""
    ids = dict.fromkeys(
        one.request_id for one in interactions if one.call.may_start_job and one.request_id
    )
    change = _replacer({id: f"job-{n}" for n, id in enumerate(ids, 1)})
    return tuple(
        Interaction(
            replace(one.call, path=change(one.call.path.encode()).decode()),
            replace(one.answer, body=change(one.answer.body)),
        )
        for one in interactions
    )


def _replacer(names: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Return a function that replaces texts in a body, also with JSON's escaped slashes."""
    pairs = [(old.encode(), new.encode()) for old, new in names.items()]
    pairs += [(old.replace(b"/", b"\\/"), new.replace(b"/", b"\\/")) for old, new in pairs]

    def change(body: bytes) -> bytes:
        for old, new in pairs:
            body = body.replace(old, new)
        return body

    return change
