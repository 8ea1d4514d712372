"""Bare JSON Schema files, and which reader takes what."""

from __future__ import annotations

import json

import pytest

from clientwright.sources import json_schema, page_html, page_text
from clientwright.sources.documents import RawEndpoint, Source
from clientwright.sources.reader_registry import READERS
from sources.support import codes, read_text

SCHEMA = {"type": "object", "properties": {"prompt": {"type": "string"}}}


def test_a_bare_schema_is_taken_as_it_is() -> None:
    """Id and locale of a bare schema come from the options, everything else from the file."""
    raw = read_text(json.dumps(SCHEMA), "draw.json", id="maker/draw", locale="ja")
    assert isinstance(raw, RawEndpoint)
    assert (raw.id, raw.locale, raw.schema, raw.output) == ("maker/draw", "ja", SCHEMA, None)
    assert raw.sample is None


def test_a_bare_schema_is_english_unless_said() -> None:
    """Without a locale, a bare schema is taken as English."""
    raw = read_text(json.dumps(SCHEMA), "draw.json", id="maker/draw")
    assert isinstance(raw, RawEndpoint)
    assert raw.locale == "en"


def test_the_line_of_a_bare_schemas_value_is_known() -> None:
    """A pointer of a bare schema is found in its line."""
    raw = read_text(json.dumps(SCHEMA, indent=2), "draw.json", id="maker/draw")
    assert isinstance(raw, RawEndpoint)
    assert raw.locate("/properties/prompt/type").line == 5


@pytest.mark.parametrize(
    ("document", "options", "expected"),
    [
        (SCHEMA, {}, ["no-id"]),
        (SCHEMA, {"id": "draw"}, ["bad-model-id"]),
        (SCHEMA, {"id": "maker/draw", "locale": "?"}, ["bad-locale"]),
        ({"type": "object"}, {"id": "maker/draw"}, ["no-schema"]),
        ([SCHEMA], {"id": "maker/draw"}, ["no-schema"]),
        ({}, {}, ["no-id", "no-schema"]),
    ],
)
def test_what_a_bare_schema_lacks_is_named(document, options, expected: list[str]) -> None:
    """A bare schema without id, with a bad one, or that is no schema is refused by name."""
    assert codes(read_text(json.dumps(document), "draw.json", **options)) == expected


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.json", "", json_schema),
        ("a", '\ufeff {"properties": {}}\n', json_schema),
        ("a", "<!DOCTYPE html>\n<p>", page_html),
        ("a", "\n<!-- saved page -->\n<html lang=en>", page_html),
        ("a.htm", "<p>page", page_html),
        ("a.html", "no markup at all", page_text),
        ("a.txt", "a < b", page_text),
        ("a", "", page_text),
    ],
)
def test_the_first_reader_that_takes_a_source_reads_it(name: str, content: str, reader) -> None:
    """What a document is shows in its beginning or its name; anything else is text."""
    taken = [one for one in READERS if one.can_read(Source(name, content))]
    assert taken[0] is reader
