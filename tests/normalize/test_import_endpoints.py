"""The importing half of the pipeline: endpoints, repairs and problems of many pages at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.normalize import problems
from clientwright.normalize.extract_text import extract_text
from clientwright.normalize.import_endpoints import ImportedEndpoints, import_endpoints
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.shared_output import matches_shared_output
from clientwright.problems import Problem, problem_types
from clientwright.specs.model_ids import ModelId
from normalize.schemas import ROOTS, raw_endpoint
from sources.support import IMAGE_TO_VIDEO, ROOT, SERVICE, TEXT_TO_VIDEO, fixture_pages, read_all

RAWS = read_all(fixture_pages())
GOOD = {"type": "object", "properties": {"it": {"type": "string"}}}
BAD = {"type": "object", "properties": {"it": {"type": "flot"}}}


@settings(max_examples=10)
@given(st.permutations(range(len(RAWS))))
def test_the_fixture_pages_are_two_endpoints(order) -> None:
    """All fixture pages, in any order, import to the same two endpoints without a problem."""
    imported = import_endpoints([RAWS[number] for number in order], SERVICE, {})
    assert [endpoint.id for endpoint in imported.endpoints] == [IMAGE_TO_VIDEO, TEXT_TO_VIDEO]
    assert not imported.problems
    assert imported == import_endpoints(RAWS, SERVICE, {})


def test_what_the_fixture_endpoints_say() -> None:
    """The documented facts survive: defaults that are real, bounds, media kinds, no demo."""
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


def test_every_repair_is_reported_for_every_page() -> None:
    """The reports name file and line of each page that needed a repair."""
    imported = import_endpoints(RAWS, SERVICE, {})
    assert {note.location.file for note in imported.repairs} == {raw.location.file for raw in RAWS}
    assert all(note.location.line for note in imported.repairs)


def test_an_endpoint_with_an_error_is_left_out_and_no_other() -> None:
    """One endpoint's error stops that endpoint, and what was there of it, but not the others."""
    good, bad = raw_endpoint(GOOD), replace(raw_endpoint(BAD), id=ModelId("maker/paint"))
    imported = import_endpoints([good, bad], SERVICE, {})
    assert [endpoint.id for endpoint in imported.endpoints] == ["maker/draw"]
    assert [problem.code for problem in imported.problems] == ["unknown-type"]


def test_one_bad_page_stops_its_endpoint() -> None:
    """A good page does not stand in for a bad one of the same endpoint."""
    imported = import_endpoints(
        [raw_endpoint(GOOD), replace(raw_endpoint(BAD), locale="es")], SERVICE, {}
    )
    assert imported.endpoints == ()
    assert [problem.code for problem in imported.problems] == ["unknown-type"]


def test_findings_of_the_reader_are_passed_on() -> None:
    """What a reader warned of is among the problems, and stops nothing."""
    warned = replace(
        raw_endpoint(GOOD),
        problems=(problems.UnknownKeyword(raw_endpoint(GOOD).location, "a", ""),),
    )
    imported = import_endpoints([warned], SERVICE, {})
    assert [problem.code for problem in imported.problems] == ["unknown-keyword"]
    assert len(imported.endpoints) == 1


def test_nothing_gives_nothing() -> None:
    """No pages, no endpoints."""
    assert import_endpoints([], SERVICE, {}) == ImportedEndpoints()


SHARED = SERVICE.output
IMAGE = {"type": "string", "format": "uri"}


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (SHARED, True),
        ({"type": "object", "properties": {"image": IMAGE}}, True),
        ({"type": "object", "properties": {}}, True),
        ({"type": "object", "properties": {"image": {"type": "string"}}}, False),
        ({"type": "object", "properties": {"text": IMAGE}}, False),
        ({"type": "object", "properties": {"image": IMAGE}, "required": ["image"]}, False),
        ({"type": "string"}, False),
    ],
)
def test_an_output_is_the_shared_one_or_the_endpoints_own(output, expected: bool) -> None:
    """Some or all properties of the shared output are the shared output; anything else is not."""
    assert matches_shared_output(output, SHARED) is expected
    repaired = repair_endpoint(raw_endpoint(GOOD, output={"output": output}), SERVICE)
    assert (repaired.output is None) is expected


@given(ROOTS)
def test_words_are_lifted_and_nothing_else(schema) -> None:
    """Parting a schema from its words leaves no text title or description, and all words are said somewhere."""
    bare, words = extract_text(schema)
    assert extract_text(bare) == (bare, {})
    assert "title" not in words.get("", {})
    assert all(text.strip() for said in words.values() for text in said.values())


def test_every_problem_of_the_dialect_is_shown_by_a_test() -> None:
    """Each kind of problem has its code in a test of this folder, or its class."""
    text = "".join(
        path.read_text("utf-8") for path in (ROOT / "tests" / "normalize").glob("test_*.py")
    )
    here = {
        kind.__name__: kind.code
        for kind in problem_types(Problem)
        if kind.__module__ == problems.__name__
    }
    assert len(set(here.values())) == len(here) > 8
    missing = [code for name, code in here.items() if code not in text and name not in text]
    assert not missing
