"""Bare JSON Schema files, and the choice of a reader."""

from __future__ import annotations

import json

import pytest

from clientwright.sources import data_document, page_html, page_text
from clientwright.sources.documents import RawEndpoint, Source
from clientwright.sources.read_documents import READERS
from sources.support import codes, read_text

SCHEMA = {"type": "object", "properties": {"prompt": {"type": "string"}}}


def test_bare_schema_is_unchanged() -> None:
    """Id and locale of a bare schema come from the options, everything else from the file."""
    raw = read_text(json.dumps(SCHEMA), "draw.json", id="maker/draw", locale="ja")
    assert isinstance(raw, RawEndpoint)
    assert (raw.id, raw.locale, raw.schema, raw.output) == ("maker/draw", "ja", SCHEMA, None)
    assert raw.sample is None


def test_bare_schema_defaults_to_english() -> None:
    """Without a locale, a bare schema is English."""
    raw = read_text(json.dumps(SCHEMA), "draw.json", id="maker/draw")
    assert isinstance(raw, RawEndpoint)
    assert raw.locale == "en"


def test_bare_schema_locates_pointer() -> None:
    """A pointer in a bare schema is located at its line."""
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
        ([3], {"id": "maker/draw"}, ["no-schema"]),
        ({}, {}, ["no-id", "no-schema"]),
        ({}, {"id": "draw", "locale": "?"}, ["bad-model-id", "bad-locale", "no-schema"]),
        ("text", {"id": "maker/draw"}, ["no-schema"]),
        (None, {"id": "maker/draw"}, ["no-schema"]),
        ({"type": "string"}, {"id": "maker/draw"}, ["no-schema"]),
    ],
)
def test_incomplete_bare_schema_is_rejected(document, options, expected: list[str]) -> None:
    """A bare schema with a missing or invalid id, or without properties, is rejected by code."""
    assert codes(read_text(json.dumps(document), "draw.json", **options)) == expected


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.json", "", data_document),
        ("a.jsonl", "{}\n{}", data_document),
        ("a.yaml", "a: 1", data_document),
        ("a.YML", "a: 1", data_document),
        ("https://example.com/api", "# 2026\n---\nopenapi: 3.1.0\n", data_document),
        ("a", 'swagger: "2.0"\n', data_document),
        ("a.txt", "The openapi: of it", page_text),
        ("a", '\ufeff {"properties": {}}\n', data_document),
        ("a", "<!DOCTYPE html>\n<p>", page_html),
        ("a", "\n<!-- saved page -->\n<html lang=en>", page_html),
        ("a.htm", "<p>page", page_html),
        ("a.html", "no markup at all", page_text),
        ("a.txt", "a < b", page_text),
        ("a", "", page_text),
    ],
)
def test_reader_is_chosen_by_content_or_name(name: str, content: str, reader) -> None:
    """The start of a document or its name decides its reader; anything else is text."""
    taken = [one for one in READERS if one.can_read(Source(name, content))]
    assert taken[0] is reader
