"""Importing many pages at once: endpoints, repairs and problems."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.normalize import problems
from clientwright.normalize.import_endpoints import import_endpoints, missing_english
from clientwright.normalize.import_results import ImportedEndpoints
from clientwright.normalize.problems import NoEnglishPage
from clientwright.normalize.repair_registry import (
    extract_text,
    matches_shared_output,
    repair_endpoint,
)
from clientwright.problems import Location, problem_types
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from normalize.schemas import ROOTS, raw_endpoint
from sources.support import IMAGE_TO_VIDEO, ROOT, SERVICE, TEXT_TO_VIDEO, fixture_pages, read_all

RAWS = read_all(fixture_pages())
GOOD = {"type": "object", "properties": {"it": {"type": "string"}}}
BAD = {"type": "object", "properties": {"it": {"type": "flot"}}}


@settings(max_examples=10)
@given(st.permutations(range(len(RAWS))))
def test_fixture_pages_are_two_endpoints(order) -> None:
    """All fixture pages, in any order, import to the same two endpoints without a problem."""
    imported = import_endpoints([RAWS[number] for number in order], SERVICE, {})
    assert [endpoint.id for endpoint in imported.endpoints] == [IMAGE_TO_VIDEO, TEXT_TO_VIDEO]
    assert not imported.problems
    assert imported == import_endpoints(RAWS, SERVICE, {})


def test_fixture_endpoints_keep_documented_facts() -> None:
    """Real defaults, bounds and media kinds are kept; demo values are not."""
    first, second = import_endpoints(RAWS, SERVICE, {}).endpoints
    assert first.input["properties"]["duration"]["default"] == 10
    assert second.input["properties"]["duration"]["default"] == 5
    assert first.input["properties"]["start_image_url"]["x-media"] == {
        "kind": "image",
        "formats": ["bmp", "jpeg", "jpg", "png", "webp"],
    }
    assert second.input["properties"]["multi_prompt"]["items"]["type"] == "object"
    assert "default" not in first.input["properties"]["prompt"]
    assert "example.com" not in repr(first) + repr(second)
    assert {"bare-items", "type-alias"} <= {note.code for note in second.repairs}


def test_repairs_are_reported_for_every_page() -> None:
    """Repairs have the file and line of each page that needed them."""
    imported = import_endpoints(RAWS, SERVICE, {})
    assert {note.location.file for note in imported.repairs} == {raw.location.file for raw in RAWS}
    assert all(note.location.line for note in imported.repairs)


def test_endpoint_with_error_is_left_out() -> None:
    """An error stops its own endpoint and no other."""
    good, bad = raw_endpoint(GOOD), replace(raw_endpoint(BAD), id=ModelId("maker/paint"))
    imported = import_endpoints([good, bad], SERVICE, {})
    assert [endpoint.id for endpoint in imported.endpoints] == ["maker/draw"]
    assert [problem.code for problem in imported.problems] == ["unknown-type"]


def test_invalid_page_stops_its_endpoint() -> None:
    """A valid page does not replace an invalid page of the same endpoint."""
    imported = import_endpoints(
        [raw_endpoint(GOOD), replace(raw_endpoint(BAD), locale="es")], SERVICE, {}
    )
    assert imported.endpoints == ()
    assert [problem.code for problem in imported.problems] == ["unknown-type"]


def test_reader_warnings_are_reported() -> None:
    """Warnings of a reader are among the problems and stop nothing."""
    warned = replace(
        raw_endpoint(GOOD),
        problems=(problems.UnknownKeyword(raw_endpoint(GOOD).location, "a", ""),),
    )
    imported = import_endpoints([warned], SERVICE, {})
    assert [problem.code for problem in imported.problems] == ["unknown-keyword"]
    assert len(imported.endpoints) == 1


def test_no_pages_are_no_endpoints() -> None:
    """Without pages there are no endpoints."""
    assert import_endpoints([], SERVICE, {}) == ImportedEndpoints()


SHARED = SERVICE.output
IMAGE = {"type": "string", "format": "uri"}
DOCUMENTED = {
    **SHARED,
    "properties": {k: v for k, v in SHARED["properties"].items() if "audio" not in k},
}
"""The shared output as the provider's pages write it."""


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (SHARED, True),
        (DOCUMENTED, True),
        ({"type": "object", "properties": {"image": IMAGE}}, False),
        ({"type": "object", "properties": {"image": IMAGE, "video": IMAGE}}, False),
        ({"type": "object", "properties": {}}, True),
        ({"type": "object", "properties": {"image": {"type": "string"}}}, False),
        ({"type": "object", "properties": {"text": IMAGE}}, False),
        ({"type": "object", "properties": {"image": IMAGE}, "required": ["image"]}, False),
        ({"type": "string"}, False),
    ],
)
def test_shared_output_is_detected(output, expected: bool) -> None:
    """An output is the shared one with all properties of it, or all that pages document, or none."""
    assert matches_shared_output(output, SERVICE) is expected
    repaired = repair_endpoint(raw_endpoint(GOOD, output={"output": output}), SERVICE)
    assert (repaired.output is None) is expected


@given(ROOTS)
def test_extract_text_removes_only_texts(schema) -> None:
    """Extraction removes every title and description, and returns no empty text."""
    bare, words = extract_text(schema)
    assert extract_text(bare) == (bare, {})
    assert "title" not in words.get("", {})
    assert all(text.strip() for said in words.values() for text in said.values())


def test_every_normalize_problem_is_tested() -> None:
    """Each kind of problem is named in a test of this folder, by its code or its class."""
    text = "".join(
        path.read_text("utf-8") for path in (ROOT / "tests" / "normalize").glob("test_*.py")
    )
    here = {kind.__name__: kind.code for kind in problem_types("clientwright.normalize")}
    assert len(set(here.values())) == len(here) > 8
    missing = [code for name, code in here.items() if code not in text and name not in text]
    assert not missing


LOCALES = st.sets(st.sampled_from(["en", "es", "ja", "ru", "zh-CN", "zh-TW"]))


@given(st.lists(LOCALES, max_size=8))
def test_one_note_has_every_endpoint_without_english(languages: list[set[str]]) -> None:
    """One note lists exactly the endpoints with texts but no English one, by the language of their docstrings."""
    endpoints = [
        Endpoint(
            ModelId(f"made/up{n}"),
            {"properties": {"a": {}}},
            words={locale: {"/properties/a": {"title": locale}} for locale in locales},
        )
        for n, locales in enumerate(languages)
    ]
    expected = {
        str(endpoint.id): endpoint.text("/properties/a", "title")
        for endpoint in endpoints
        if endpoint.words and "en" not in endpoint.words
    }
    notes = list(missing_english(endpoints, Location("specs/made")))
    assert len(notes) == bool(expected)
    for note in notes:
        assert isinstance(note, NoEnglishPage)
        assert dict(zip(note.ids, note.locales, strict=True)) == expected
        assert all(note.found().count(f"in {locale}: ") == 1 for locale in note.locales)
        assert note.found().count("made/up") <= 3 * len(set(note.locales))
