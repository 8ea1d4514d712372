"""Pages in six layouts and six languages document the same endpoint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientwright.io.json_pointer import join_pointer
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.schema.equality import canonical_json
from clientwright.sources.documents import RawEndpoint
from sources.support import (
    IMAGE_TO_VIDEO,
    SERVICE,
    TEXT_TO_VIDEO,
    fixture_pages,
    read_all,
    read_page,
    read_text,
)

IDS = {"image-to-video": IMAGE_TO_VIDEO, "text-to-video": TEXT_TO_VIDEO}


def every_page(test):
    """Run a test for every fixture page."""
    return pytest.mark.parametrize("path", fixture_pages(), ids=lambda path: path.name)(test)


@every_page
def test_page_states_id_and_language(path: Path) -> None:
    """The id comes from the sample call and the language from the texts; file names match by design."""
    model, locale, _ = path.name.split(".")
    raw = read_page(path)
    assert (raw.id, raw.locale, raw.problems) == (IDS[model], locale, ())


@every_page
def test_sample_payload_is_not_the_schema(path: Path) -> None:
    """The payload of the sample call is the sample; the block after it is the schema."""
    raw = read_page(path)
    assert raw.sample is not None
    assert raw.sample["prompt"] == raw.schema["properties"]["prompt"]["default"]
    assert set(raw.output) == {"output"}


@pytest.mark.parametrize("model", IDS)
def test_every_layout_has_the_same_structure(model: str) -> None:
    """Layout and language do not change an endpoint's repaired structure."""
    raws = read_all(fixture_pages(f"{model}.*"))
    assert len(raws) >= 3
    repaired = [repair_endpoint(raw, SERVICE) for raw in raws]
    assert len({canonical_json([one.schema, one.output]) for one in repaired}) == 1


def test_text_layouts_differ() -> None:
    """The six pages of image-to-video really are six layouts."""
    traits = set()
    for path in fixture_pages("image-to-video.*.txt"):
        text = path.read_text("utf-8")
        traits.add(
            (
                text.startswith("logo"),
                '\n  "type"' in text,
                "modelApiDoc_" in text,
                "}{" in text,
                "2. " in text,
            )
        )
    assert len(traits) == 6


@every_page
@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("  ", "\u00a0\u00a0"),
        lambda text: re.sub(r'(?m)^(\s*"[^"]*":) ', "\\1\u00a0", text),
        lambda text: text.replace("\n", "\n\n"),
    ],
    ids=["crlf", "bom", "nbsp-indentation", "nbsp-after-colon", "doubled-lines"],
)
def test_line_ends_and_spaces_change_nothing(path: Path, saved) -> None:
    """Line ends, byte order marks and non-breaking spaces do not change a page's meaning."""
    text = path.read_text("utf-8")
    result, plain = read_text(saved(text), path.name), read_text(text, path.name)
    assert isinstance(result, RawEndpoint)
    assert isinstance(plain, RawEndpoint)
    assert (result.id, result.locale, result.schema) == (plain.id, plain.locale, plain.schema)
    assert (result.output, result.sample) == (plain.output, plain.sample)


@every_page
def test_every_value_is_located_at_its_line(path: Path) -> None:
    """The line of a pointer is the original line that contains its value."""
    raw = read_page(path)
    lines = path.read_text("utf-8").split("\n")
    found = 0
    for pointer, value in leaves(raw.schema, ""):
        place = raw.locate(pointer)
        assert place.file == str(path)
        assert (str(value).lower() if not isinstance(value, str) else value) in lines[
            place.line - 1
        ]
        found += 1
    assert found > 30


def test_missing_pointer_is_located_at_its_parent() -> None:
    """A pointer created by a repair is located at its nearest parent."""
    raw = read_page(fixture_pages("text-to-video.zh-TW.txt")[0])
    parent = raw.locate("/properties/multi_prompt/items")
    made_up = raw.locate("/properties/multi_prompt/items/properties/prompt/type")
    assert made_up.line == parent.line
    assert made_up.pointer == "/properties/multi_prompt/items/properties/prompt/type"


def leaves(value, pointer: str):
    """Yield every value that is neither object nor array, with its pointer."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, join_pointer(pointer, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, join_pointer(pointer, number))
    else:
        yield pointer, value
