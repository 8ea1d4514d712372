"""Cassettes as readable JSON files: the same recording gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clientwright.errors import ProblemsError, SourceError
from clientwright.io import atomic_files, json_text
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, quote_value
from clientwright.testing.cassettes import canonical_json
from clientwright.testing.cassettes.cassette_model import (
    FORMAT_VERSION,
    LIVE,
    SANDBOX,
    Cassette,
    CassetteHeader,
    Interaction,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.errors import UnusableCassette

FORMAT_KEY = "clientwright-cassette"
NO_CASSETTE = "is not a clientwright cassette"
"""The reason for JSON files of another kind."""
_METHOD = re.compile(r"[A-Z]+")
_HEADER_TEXT = re.compile(r"[\t -~]*")
_HEADER_TYPES = {
    **dict.fromkeys(("service", "endpoint", "scenario", "against", "recorded", "spec"), str),
    "prompts_hidden": bool,
}


def read(path: Path) -> Cassette:
    """Read a cassette.

    Raises:
        UnusableCassette: the file is missing, broken, not a cassette, or of a newer version.
    """
    try:
        document = json_text.parse_json(atomic_files.read_text(path), Location(str(path)))
    except SourceError as error:
        absent = isinstance(error.__cause__, FileNotFoundError)
        advice = "record it with 'clientwright record'" if absent else ""
        raise UnusableCassette(str(path), str(error).removeprefix(f"{path}: "), advice) from None
    except ProblemsError as blocked:
        reason = "; ".join(f"{p.found()} (line {p.location.line})" for p in blocked.problems)
        raise UnusableCassette(str(path), reason) from None
    return parse_document(document, str(path))


def write(path: Path, cassette: Cassette) -> bool:
    """Write a cassette, unless only its date would change; return whether it was written.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        before = read(path)
    except UnusableCassette:
        before = None
    if before and _dumps_undated(before) == _dumps_undated(cassette):
        return False
    return atomic_files.write_text(path, dumps(cassette))


def dumps(cassette: Cassette) -> str:
    """Return a cassette as the text of its file."""
    header = asdict(cassette.header)
    interactions = [_interaction_json(one) for one in cassette.interactions]
    return json_text.dump_json(
        {FORMAT_KEY: FORMAT_VERSION, "header": header, "interactions": interactions}
    )


def parse_document(document: Any, path: str) -> Cassette:
    """Return the cassette in a parsed JSON document.

    Raises:
        UnusableCassette: the document is not a cassette, or of a newer version.
    """
    version = document.get(FORMAT_KEY) if is_dict(document) else None
    if version is None:
        raise UnusableCassette(path, NO_CASSETTE)
    if version != FORMAT_VERSION or isinstance(version, bool):
        advice = "update clientwright, or record again"
        raise UnusableCassette(
            path, f"has version {quote_value(version)}; this program reads {FORMAT_VERSION}", advice
        )
    try:
        interactions = tuple(map(_read_interaction, document["interactions"]))
        if not interactions:
            raise ValueError("it contains no calls")
        return Cassette(_read_header(document["header"]), interactions)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableCassette(path, f"a part is missing or of the wrong type ({error})") from None


def _dumps_undated(cassette: Cassette) -> str:
    return dumps(replace(cassette, header=replace(cassette.header, recorded="")))


def _read_header(data: Any) -> CassetteHeader:
    wrong = [name for name, kind in _HEADER_TYPES.items() if type(data[name]) is not kind]
    if wrong or data["against"] not in (SANDBOX, LIVE):
        raise ValueError(f"in the header: {', '.join(wrong or ['against'])}")
    return CassetteHeader(**{name: data[name] for name in _HEADER_TYPES})


def _interaction_json(one: Interaction) -> dict[str, Any]:
    call, answer = one.call, one.answer
    query = {"query": call.query} if call.query else {}
    call_json = {"method": call.method, "path": call.path, **query, "who": call.who}
    headers = {"headers": dict(sorted(answer.headers.items()))} if answer.headers else {}
    return {
        "call": {**call_json, **canonical_json.encode_body(call.body, call.content_type)},
        "answer": {
            "status": answer.status,
            **headers,
            **canonical_json.encode_body(answer.body, answer.content_type),
        },
    }


def _read_interaction(data: Any) -> Interaction:
    call, answer = data["call"], data["answer"]
    texts = [call["method"], call["path"], call["who"], call.get("query", "")]
    headers = answer.get("headers", {})
    if not all(isinstance(text, str) for text in [*texts, *headers, *headers.values()]):
        raise ValueError("a text is of the wrong type")
    body, kind = canonical_json.decode_body(call)
    method, path, who, query = texts
    recorded_call = RecordedCall(method, path, body, query, who, kind)
    body, kind = canonical_json.decode_body(answer)
    return _validated(
        Interaction(recorded_call, RecordedAnswer(answer["status"], body, kind, headers))
    )


def _validated(one: Interaction) -> Interaction:
    """Return an interaction if HTTP allows its call and answer, else raise `ValueError`."""
    call, answer = one.call, one.answer
    faults = {
        "a method": not _METHOD.fullmatch(call.method),
        "a path": not call.path.startswith("/") or len(call.path) == 1,
        "a status": type(answer.status) is not int or answer.status not in range(100, 600),
        "a header": not all(
            _HEADER_TEXT.fullmatch(text)
            for text in (answer.content_type, *answer.headers, *answer.headers.values())
        ),
    }
    wrong = [name for name, bad in faults.items() if bad]
    if wrong:
        raise ValueError(f"{', '.join(wrong)} that HTTP does not allow")
    return one
