"""Cassette files: nothing is lost, the bytes are stable, and a broken file is reported."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.canonical_json import canonical_body
from clientwright.testing.cassettes.cassette_model import (
    Cassette,
    CassetteHeader,
    Interaction,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.errors import UnusableCassette
from testing.cassettes.support import HEADER, JSON, cassette, job_interactions

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
BODIES = JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40)
KINDS = st.sampled_from(["application/json", "text/html; charset=utf-8", ""])
PATHS = st.builds("/x{}".format, WORDS)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
CALLS = st.builds(
    RecordedCall, st.sampled_from(["GET", "POST"]), PATHS, BODIES, WORDS, WORDS, KINDS
)
ANSWERS = st.builds(
    RecordedAnswer,
    st.integers(100, 599),
    BODIES,
    KINDS,
    st.dictionaries(st.just("retry-after"), VALUES, max_size=1),
)
CASSETTES = st.builds(
    Cassette,
    st.builds(
        CassetteHeader,
        WORDS,
        WORDS,
        WORDS,
        st.sampled_from(["sandbox", "live"]),
        WORDS,
        WORDS,
        st.booleans(),
    ),
    st.lists(st.builds(Interaction, CALLS, ANSWERS), min_size=1, max_size=4).map(tuple),
)


def canonical_parts(recording: Cassette) -> Any:
    """Return everything in a cassette, with bodies in canonical form."""
    parts = [
        (replace(o.call, body=b""), replace(o.answer, body=b"")) for o in recording.interactions
    ]
    bodies = [
        (canonical_body(o.call.body), canonical_body(o.answer.body)) for o in recording.interactions
    ]
    return recording.header, parts, bodies


@given(CASSETTES)
def test_cassette_round_trips(recording: Cassette) -> None:
    """A cassette of any traffic survives its file: bodies keep every value, type and odd byte."""
    text = cassette_files.dumps(recording)
    again = cassette_files.parse_document(json.loads(text), "x.json")
    assert canonical_parts(again) == canonical_parts(recording)
    assert cassette_files.dumps(again) == text


ODD = (b'{"a":1,"a":2}', b"NaN", b"1e400", b"0.10000000000000000555", b"-0", b"[" * 90 + b"]" * 90)


@pytest.mark.parametrize("body", ODD)
def test_odd_bodies_round_trip(body: bytes, tmp_path: Path) -> None:
    """Bodies that JSON libraries would change, or that nest too deeply, are kept as sent."""
    recording = cassette(
        Interaction(RecordedCall("POST", "/models/a", body), RecordedAnswer(200, body))
    )
    cassette_files.write(tmp_path / "x.json", recording)
    assert canonical_parts(cassette_files.read(tmp_path / "x.json")) == canonical_parts(recording)


def test_file_is_readable() -> None:
    """JSON bodies are stored as JSON, with their keys in order, and texts as texts."""
    submit, *_ = job_interactions(payload={"prompt": "猫", "duration": 5.0})
    html = Interaction(
        submit.call, RecordedAnswer(502, b"<h1>Bad gateway</h1>", "text/html", {"retry-after": "1"})
    )
    text = cassette_files.dumps(cassette(submit, html))
    assert '"prompt": "猫",\n          "duration": 5.0' in text
    assert '"text": "<h1>Bad gateway</h1>"' in text
    assert text.endswith("}\n")


def test_new_date_alone_does_not_rewrite_file(tmp_path: Path) -> None:
    """A recording that differs only in its date leaves the file alone; any other change rewrites it."""
    path = tmp_path / "a" / "b.json"
    recording = cassette(*job_interactions("in_queue"))
    assert cassette_files.write(path, recording)
    before = path.read_bytes()
    later = replace(recording, header=replace(HEADER, recorded="2030-12-31"))
    assert not cassette_files.write(path, later)
    assert path.read_bytes() == before
    assert cassette_files.write(
        path, replace(later, interactions=tuple(job_interactions("completed")))
    )
    assert b"2030-12-31" in path.read_bytes()


def test_broken_file_is_overwritten(tmp_path: Path) -> None:
    """A file that cannot be read is overwritten by a recording."""
    path = tmp_path / "b.json"
    path.write_text("{")
    recording = cassette(*job_interactions("in_queue"))
    assert cassette_files.write(path, recording)
    assert canonical_parts(cassette_files.read(path)) == canonical_parts(recording)


HEADER_JSON = json.loads(cassette_files.dumps(cassette()))["header"]


def with_members(**changes: Any) -> str:
    """Return a cassette's text with changed top-level members."""
    return json.dumps(
        {**json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue")))), **changes}
    )


def without_part(name: str) -> str:
    """Return a cassette's text whose first call lacks a part."""
    document = json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue"))))
    del document["interactions"][0]["call"][name]
    return json.dumps(document)


def with_two_bodies() -> str:
    """Return a cassette's text whose first call has two bodies."""
    document = json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue"))))
    document["interactions"][0]["call"]["text"] = "x"
    return json.dumps(document)


def odd(part: str, **changes: Any) -> str:
    """Return a cassette's text whose first call or answer has a part that HTTP does not allow."""
    document = json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue"))))
    document["interactions"][0][part].update(changes)
    return json.dumps(document)


BROKEN = {
    "no calls": (with_members(interactions=[]), "it contains no calls"),
    "status 0": (odd("answer", status=0), "a status that HTTP does not allow"),
    "status 600": (odd("answer", status=600), "a status that HTTP does not allow"),
    "status true": (odd("answer", status=True), "a status that HTTP does not allow"),
    "empty path": (odd("call", path=""), "a path that HTTP does not allow"),
    "bare path": (odd("call", path="models/x"), "a path that HTTP does not allow"),
    "odd method": (odd("call", method="get it"), "a method that HTTP does not allow"),
    "odd header": (
        odd("answer", headers={"retry-after": "später"}),
        "a header that HTTP does not allow",
    ),
    "odd header name": (odd("answer", headers={"naïve": "1"}), "a header that HTTP does not allow"),
    "header of two lines": (
        odd("answer", headers={"a": "1\r\nb: 2"}),
        "a header that HTTP does not allow",
    ),
    "odd kind": (odd("answer", content_type="é"), "a header that HTTP does not allow"),
    "against nobody": (
        with_members(header={**HEADER_JSON, "against": "me"}),
        "in the header: against",
    ),
    "cut off": (with_members()[:-20], "delete it and record again"),
    "empty": ("", "delete it and record again"),
    "foreign": ('{"version": 1, "interactions": []}', "is not a clientwright cassette"),
    "a list": ("[]", "is not a clientwright cassette"),
    "newer": (with_members(**{cassette_files.FORMAT_KEY: 2}), "update clientwright"),
    "true for 1": (with_members(**{cassette_files.FORMAT_KEY: True}), "has version true"),
    "no header": (with_members(header=None), "a part is missing"),
    "empty header": (with_members(header={}), "a part is missing"),
    "odd interactions": (with_members(interactions=5), "a part is missing"),
    "odd interaction": (with_members(interactions=["x"]), "a part is missing"),
    "no method": (without_part("method"), "a part is missing"),
    "two bodies": (with_two_bodies(), "a part is missing"),
    "keys twice": ('{"a": 1, "a": 2}', "line 1"),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_reported(text: str, message: str, tmp_path: Path) -> None:
    """Whatever is wrong with a file, the error names it and what to do, in one sentence."""
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(UnusableCassette) as caught:
        cassette_files.read(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("kind", ["absent", "folder", "binary"])
def test_unreadable_file_is_reported(kind: str, tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are no text are reported."""
    path = tmp_path / "x.json"
    {
        "absent": lambda: None,
        "folder": path.mkdir,
        "binary": lambda: path.write_bytes(b"\xff\xfe\x00"),
    }[kind]()
    with pytest.raises(UnusableCassette, match=r"x\.json") as caught:
        cassette_files.read(path)
    advice = "; record it with" if kind == "absent" else "; delete it and record again"
    assert advice in str(caught.value)


@given(JSON)
def test_any_document_is_read_or_reported(document: Any) -> None:
    """No JSON document, however odd, raises another error."""
    for odd in (
        document,
        {cassette_files.FORMAT_KEY: 1, "header": document, "interactions": document},
        {cassette_files.FORMAT_KEY: 1, "header": HEADER_JSON, "interactions": [document]},
        {
            cassette_files.FORMAT_KEY: 1,
            "header": HEADER_JSON,
            "interactions": [{"call": document, "answer": document}],
        },
    ):
        with suppress(UnusableCassette):
            cassette_files.parse_document(odd, "x.json")
