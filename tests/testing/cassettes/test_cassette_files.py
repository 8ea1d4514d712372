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
from clientwright.testing.cassettes.problems import UnusableCassette
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


def canonically(made: Cassette) -> Any:
    """Return everything in a cassette, with bodies in canonical form."""
    told = [(replace(o.call, body=b""), replace(o.answer, body=b"")) for o in made.interactions]
    bodies = [
        (canonical_body(o.call.body), canonical_body(o.answer.body)) for o in made.interactions
    ]
    return made.header, told, bodies


@given(CASSETTES)
def test_cassette_round_trips(made: Cassette) -> None:
    """A cassette of any traffic survives its file: bodies keep every value, type and odd byte."""
    text = cassette_files.dumps(made)
    again = cassette_files.parse_document(json.loads(text), "x.json")
    assert canonically(again) == canonically(made)
    assert cassette_files.dumps(again) == text


ODD = (b'{"a":1,"a":2}', b"NaN", b"1e400", b"0.10000000000000000555", b"-0", b"[" * 90 + b"]" * 90)


@pytest.mark.parametrize("body", ODD)
def test_odd_bodies_round_trip(body: bytes, tmp_path: Path) -> None:
    """Bodies that JSON libraries would change, or that nest too deeply, are kept as sent."""
    made = cassette(Interaction(RecordedCall("POST", "/models/a", body), RecordedAnswer(200, body)))
    cassette_files.write(tmp_path / "x.json", made)
    assert canonically(cassette_files.read(tmp_path / "x.json")) == canonically(made)


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
    made = cassette(*job_interactions("in_queue"))
    assert cassette_files.write(path, made)
    before = path.read_bytes()
    later = replace(made, header=replace(HEADER, recorded="2030-12-31"))
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
    made = cassette(*job_interactions("in_queue"))
    assert cassette_files.write(path, made)
    assert canonically(cassette_files.read(path)) == canonically(made)


HEADER_JSON = json.loads(cassette_files.dumps(cassette()))["header"]


def edited(**changes: Any) -> str:
    """Return a cassette's text with changed top-level members."""
    return json.dumps(
        {**json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue")))), **changes}
    )


def without(name: str) -> str:
    """Return a cassette's text whose first call lacks a part."""
    document = json.loads(cassette_files.dumps(cassette(*job_interactions("in_queue"))))
    del document["interactions"][0]["call"][name]
    return json.dumps(document)


def twice() -> str:
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
    "no calls": (edited(interactions=[]), "it contains no calls"),
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
    "against nobody": (edited(header={**HEADER_JSON, "against": "me"}), "in the header: against"),
    "cut off": (edited()[:-20], "delete it and record again"),
    "empty": ("", "delete it and record again"),
    "foreign": ('{"version": 1, "interactions": []}', "is not a clientwright cassette"),
    "a list": ("[]", "is not a clientwright cassette"),
    "newer": (edited(**{cassette_files.FORMAT_KEY: 2}), "update clientwright"),
    "true for 1": (edited(**{cassette_files.FORMAT_KEY: True}), "has version True"),
    "no header": (edited(header=None), "a part is missing"),
    "empty header": (edited(header={}), "a part is missing"),
    "odd interactions": (edited(interactions=5), "a part is missing"),
    "odd interaction": (edited(interactions=["x"]), "a part is missing"),
    "no method": (without("method"), "a part is missing"),
    "two bodies": (twice(), "a part is missing"),
    "keys twice": ('{"a": 1, "a": 2}', "line 1"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_reported(text: str, said: str, tmp_path: Path) -> None:
    """Whatever is wrong with a file, the error names it and what to do, in one sentence."""
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(UnusableCassette) as caught:
        cassette_files.read(path)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("made", ["absent", "folder", "binary"])
def test_unreadable_file_is_reported(made: str, tmp_path: Path) -> None:
    """So it is for what is not there, a folder, and bytes that are no text."""
    path = tmp_path / "x.json"
    {
        "absent": lambda: None,
        "folder": path.mkdir,
        "binary": lambda: path.write_bytes(b"\xff\xfe\x00"),
    }[made]()
    with pytest.raises(UnusableCassette, match=r"x\.json") as caught:
        cassette_files.read(path)
    advice = "; record it with" if made == "absent" else "; delete it and record again"
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
