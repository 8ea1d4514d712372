"""Which request ids can be followed: any printable text, however its characters stand in a URL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    ProtocolCase,
    submit_unknown,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import ScriptResult

LONGEST_ID = 512
FOLLOWED_IDS: Mapping[str, str | int] = {
    "punctuated": "run:2026.11-7",
    "with-a-slash": "req/1",
    "with-a-query": "a?b=c#d",
    "with-a-space": "a b",
    "percent-encoded": "a%2Fb",
    "with-accents": "é.ü",
    "in-chinese": "任务7",
    "of-three-dots": "...",
    "number": 12345,
    "zero": 0,
    "longest": "x" * LONGEST_ID,
    "longest-encoded": "é" * LONGEST_ID,
}
UNUSABLE_IDS: Mapping[str, Any] = {
    "a-dot": ".",
    "two-dots": "..",
    "empty": "",
    "a-control-character": "a\nb",
    "a-null-character": "a\0b",
    "half-a-character": "\ud800",
    "too-long": "x" * (LONGEST_ID + 1),
    "true": True,
    "false": False,
    "null": None,
    "a-fraction": 1.5,
    "a-list": ["a"],
    "an-object": {"id": "a"},
}


def request_id_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about the request ids in the answer to a submit."""
    ended = words.script(words.success())
    followed = _told(words, FOLLOWED_IDS, "submit", "status", "result")
    unusable = _told(words, UNUSABLE_IDS, "submit")
    for name, id in followed.items():
        about = replace(words, request_id=id)
        script = about.script(
            about.success(),
            before=(about.status("running"),),
            submit=(about.accepted(),),
            request_id=str(id),
        )
        yield ProtocolCase(
            f"id-{name}-is-followed",
            f"A job with the request id {_shown(id)} is followed.",
            "/operations/status",
            script,
            "the output, from the paths of this id",
            _followed,
        )
    for name, id in unusable.items():
        yield ProtocolCase(
            f"id-{name}-is-unusable",
            f"A submit answered with the request id {_shown(id)} is not repeated.",
            "/operations/submit",
            replace(ended, submit=(replace(words, request_id=id).accepted(), words.accepted())),
            "SubmitUnknown after one submit",
            submit_unknown,
        )


def _told(words: AnswerBuilder, ids: Mapping[str, Any], *operations: str) -> Mapping[str, Any]:
    """Return the ids that the answers to operations can have where the service has them: in a header, some texts."""
    if not words.has_ids_in_headers(*operations):
        return ids
    texts = {name: id for name, id in ids.items() if isinstance(id, str)}
    return {name: id for name, id in texts.items() if id.isascii() and id.isprintable()}


def _shown(id: object) -> str:
    text = json.dumps(id, ensure_ascii=True)
    return text if len(text) <= 40 else f"{text[:12]}…{text[-4:]} of {len(str(id))} characters"


def _followed(played: ScriptResult) -> bool:
    return succeeded(played) and played.calls.get("status") == 2
