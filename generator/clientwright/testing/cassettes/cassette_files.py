"""Cassettes as files, in our JSON or as vcrpy reads them: the same recording gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clientwright.errors import ProblemsError, SourceError
from clientwright.io import atomic_files, json_text
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, quote_value
from clientwright.specs.model import Endpoint, Service
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
from clientwright.testing.cassettes.plain_values import UnreadableDocument, parse_yaml_document
from clientwright.testing.cassettes.vcr_document import dumps_vcr, read_vcr_interaction

FORMAT_KEY = "clientwright-cassette"
JSON_SUFFIX, VCR_SUFFIX = ".json", ".yaml"
"""The suffixes of files in our own format and in that of vcrpy."""

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
        text = atomic_files.read_text(path)
        document = (
            parse_yaml_document(text.encode()).value
            if path.suffix == VCR_SUFFIX
            else json_text.parse_json(text, Location(str(path)))
        )
    except UnreadableDocument as error:
        at = f" (line {error.line})" if error.line else ""
        raise UnusableCassette(str(path), f"{error.reason}{at}") from None
    except SourceError as error:
        absent = isinstance(error.__cause__, FileNotFoundError)
        advice = "record it with 'clientwright record'" if absent else ""
        raise UnusableCassette(str(path), str(error).removeprefix(f"{path}: "), advice) from None
    except ProblemsError as blocked:
        reason = "; ".join(f"{p.found()} (line {p.location.line})" for p in blocked.problems)
        raise UnusableCassette(str(path), reason) from None
    return parse_document(document, str(path))


def write(path: Path, cassette: Cassette, to_text: Callable[[Cassette], str] | None = None) -> bool:
    """Write a cassette, unless only its date would change; return whether it was written.

    `to_text` is the format, ours by default.

    Raises:
        UsageError: the file cannot be written.
    """
    to_text = to_text or dumps
    try:
        before = read(path)
    except UnusableCassette:
        before = None
    if before and to_text(_undated(before)) == to_text(_undated(cassette)):
        return False
    return atomic_files.write_text(path, to_text(cassette))


def text_format(suffix: str, service: Service) -> Callable[[Cassette], str]:
    """Return the function that makes the text of a cassette of a service, by the file's suffix."""
    base_url = str(service.document["base_url"])
    if suffix == VCR_SUFFIX:
        return lambda cassette: dumps_vcr(cassette, FORMAT_KEY, FORMAT_VERSION, base_url)
    return dumps


def dumps(cassette: Cassette) -> str:
    """Return a cassette as the text of its file in our own format."""
    header = asdict(cassette.header)
    interactions = [_interaction_json(one) for one in cassette.interactions]
    return json_text.dump_json(
        {FORMAT_KEY: FORMAT_VERSION, "header": header, "interactions": interactions}
    )


def parse_document(document: Any, path: str) -> Cassette:
    """Return the cassette in a parsed document, in our own format or in that of vcrpy.

    Raises:
        UnusableCassette: the document is not a cassette, or of a newer version.
    """
    mark = document.get(FORMAT_KEY) if is_dict(document) else None
    if mark is None:
        raise UnusableCassette(path, NO_CASSETTE)
    version = mark.get("version") if is_dict(mark) else mark
    if version != FORMAT_VERSION or isinstance(version, bool):
        advice = "update clientwright, or record again"
        shown = quote_value(version) if isinstance(version, int | str) else "of another type"
        raise UnusableCassette(
            path, f"has version {shown}; this program reads {FORMAT_VERSION}", advice
        )
    try:
        interactions = tuple(map(_interaction_reader(mark), document["interactions"]))
        if not interactions:
            raise ValueError("it contains no calls")
        header = mark if is_dict(mark) else document["header"]
        return Cassette(_read_header(header), interactions)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableCassette(path, f"a part is missing or of the wrong type ({error})") from None


def _interaction_reader(mark: Any) -> Callable[[Any], Interaction]:
    if not is_dict(mark):
        return _read_interaction
    base_url: str = mark["base_url"]
    return lambda data: _validated(read_vcr_interaction(data, base_url))


def _undated(cassette: Cassette) -> Cassette:
    return replace(cassette, header=replace(cassette.header, recorded=""))


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
    headers = answer.get("headers", {})
    body, kind = canonical_json.decode_body(call)
    method, path, who, query = call["method"], call["path"], call["who"], call.get("query", "")
    recorded_call = RecordedCall(method, path, body, query, who, kind)
    body, kind = canonical_json.decode_body(answer)
    return _validated(
        Interaction(recorded_call, RecordedAnswer(answer["status"], body, kind, headers))
    )


def _validated(one: Interaction) -> Interaction:
    """Return an interaction if HTTP allows its call and answer, else raise `ValueError`."""
    call, answer = one.call, one.answer
    texts = [call.method, call.path, call.who, call.query, call.content_type, answer.content_type]
    if not all(
        isinstance(text, str) for text in [*texts, *answer.headers, *answer.headers.values()]
    ):
        raise ValueError("a text is of the wrong type")
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


def cassette_path(
    folder: Path, service: Service, endpoint: Endpoint, scenario: str, suffix: str = JSON_SUFFIX
) -> Path:
    """Return the path of a scenario: `<folder>/<service>/<endpoint>/<scenario>.json`."""
    return folder.joinpath(service.name, *endpoint.id.segments, f"{scenario}{suffix}")


def cassettes_in(folder: Path, service: Service, suffix: str = JSON_SUFFIX) -> Iterator[Path]:
    """Yield the paths of a service's cassettes in one format, sorted."""
    yield from sorted((folder / service.name).rglob(f"*{suffix}"))
