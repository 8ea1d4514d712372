"""Which texts of an output are URLs of files: those that are documented as such, or else all."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.specs.file_texts import FileTexts, property_path
from clientwright.specs.output_samples import make_output_sample

URL = "https://a.example/1.mp4"
TEXT: dict[str, Any] = {"type": "string"}
URI: dict[str, Any] = {"type": "string", "format": "uri"}
FILE = {"type": "object", "properties": {"url": TEXT, "content_type": TEXT}, "required": ["url"]}


def listed(items: Any) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def fields(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties}


CASES: dict[str, tuple[Any, set[str], set[str]]] = {
    "a text that may be one": (TEXT, {""}, set()),
    "a URL": (URI, {""}, set()),
    "lists of URLs": (listed(listed(URI)), {"/items/items"}, set()),
    "a URL beside a text": (
        fields(zip=URI, prompt=TEXT),
        {"/properties/zip"},
        {"/properties/prompt"},
    ),
    "names": (
        fields(video=TEXT, image_urls=listed(TEXT), coverUrl=TEXT, curl=TEXT, note=TEXT),
        {"/properties/video", "/properties/image_urls/items", "/properties/coverUrl"},
        {"/properties/curl", "/properties/note"},
    ),
    "texts of no known name": (
        fields(a=TEXT, b=TEXT),
        {"/properties/a", "/properties/b"},
        set(),
    ),
    "file objects": (
        fields(video=FILE, prompt=TEXT, data={"type": "string", "format": "binary"}),
        {"/properties/video/properties/url"},
        {
            "/properties/video/properties/content_type",
            "/properties/prompt",
            "/properties/data",
        },
    ),
    "a list of values": (fields(url={"enum": ["a"], "type": "string"}), set(), {"/properties/url"}),
    "a medium": (fields(a={"x-media": {"kind": "video"}}, b=TEXT), {"/properties/a"}, {"/properties/b"}),
    "numbers": (listed({"type": "number"}), set(), set()),
    "anything": ({}, set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_documented_urls_are_told_from_other_texts(name: str) -> None:
    """A format, a medium or a name documents a URL; where nothing does, each text may be one."""
    schema, urls, others = CASES[name]
    found = FileTexts.of(schema)
    assert (found.urls, found.others) == (urls, others)


def test_the_service_says_where_file_objects_have_their_url() -> None:
    """A service's `output_file` documents a text whatever its name is."""
    href = fields(asset=fields(file=fields(href=TEXT), name=TEXT), href=TEXT)
    found = FileTexts.of(href, "/file/href")
    assert found.urls == {"/properties/asset/properties/file/properties/href"}


def test_a_value_is_prose_if_no_text_of_its_own_is_a_url() -> None:
    """Lists count with their items, objects without the texts of their properties."""
    found = FileTexts.of(fields(url=TEXT, tags=listed(TEXT), file=FILE, seed={"type": "integer"}))
    prose = {
        name: found.are_prose([f"/properties/{name}"]) for name in ("url", "tags", "file", "seed")
    }
    assert prose == {"url": False, "tags": True, "file": False, "seed": False}


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("", ()),
        ("/items", ()),
        ("/properties/a/items/properties/b", ("a", "b")),
        ("/properties/properties/anyOf/0/properties/items", ("properties", "items")),
        ("/patternProperties/properties/properties/a~1b", ("a/b",)),
    ],
)
def test_pointers_have_the_names_of_properties(pointer: str, path: tuple[str, ...]) -> None:
    """Keywords, numbers and patterns are no names, and names of keywords are names."""
    assert property_path(pointer) == path


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (URI, URL),
        (listed(URI), [URL]),
        (listed(listed(URI)), [[URL]]),
        (fields(video=FILE), {"video": {"url": URL}}),
        (listed(fields(image=URI)), [{"image": URL}]),
        ({"type": ["string", "null"]}, URL),
    ],
)
def test_samples_of_any_root_have_the_url(schema: Any, expected: Any) -> None:
    """A sample has the URL wherever a file is documented, whatever the JSON type of the output is."""
    made = make_output_sample(schema, URL)
    if schema == fields(video=FILE):
        assert made["video"].pop("content_type") != URL
    if isinstance(made, list):
        made = made[:1]
        made = [made[0][:1]] if isinstance(made[0], list) else made
    assert made == expected


@pytest.mark.parametrize("kind", ["number", "integer", "boolean"])
def test_samples_of_plain_values(kind: str) -> None:
    """An output may be a number or a boolean, of which there is a sample too."""
    assert isinstance(make_output_sample({"type": kind}, URL), int | float)
