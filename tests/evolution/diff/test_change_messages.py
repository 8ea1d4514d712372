"""The sentence of each change: what is asked now, what it was, what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.specs.model import Endpoint
from evolution.diff.support import (
    diff_endpoints,
    diff_inputs,
    diff_outputs,
    endpoint,
    only_change,
    wrap_property,
)

TEXT: Any = {"type": "string"}
WHOLE: Any = {"type": "integer"}
NUMBER: Any = {"type": "number"}
LIST: Any = {"type": "array", "items": WHOLE}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({**WHOLE, "maximum": 15}, {**WHOLE, "maximum": 10}, "must now be at most 10; it was 15."),
        ({**WHOLE, "maximum": 15}, {**WHOLE, "maximum": 20}, "may now be up to 20; it was 15."),
        ({**WHOLE, "minimum": 3}, {**WHOLE, "minimum": 1}, "may now be as low as 1; it was 3."),
        (
            {**NUMBER, "minimum": 0},
            {**NUMBER, "exclusiveMinimum": 0},
            "must now be more than 0; it was at least 0.",
        ),
        (WHOLE, {**WHOLE, "maximum": 4}, "must now be at most 4."),
        ({**WHOLE, "maximum": 4}, WHOLE, "need no longer be at most 4."),
        (
            {**TEXT, "maxLength": 9},
            {**TEXT, "maxLength": 5},
            "must now have at most 5 characters; it was 9.",
        ),
        (
            {**LIST, "maxItems": 3},
            {**LIST, "maxItems": 5},
            "may now have up to 5 items; it was 3.",
        ),
        ({"enum": ["a"]}, {"enum": ["a", "4:3"]}, 'also takes "4:3" now.'),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, 'no longer takes "b".'),
        ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, 'no longer takes "b", but takes "c" now.'),
        ({"enum": [1]}, {"enum": [True]}, "no longer takes 1, but takes true now."),
        (TEXT, {"type": ["string", "null"]}, "may now also be of type null."),
        (TEXT, WHOLE, "must now be of type integer; it was string."),
        ({**NUMBER, "multipleOf": 4}, {**NUMBER, "multipleOf": 3}, "a multiple of 3; it was 4."),
        ({**TEXT, "default": "x"}, {**TEXT, "default": "y"}, 'is now "y"; it was "x".'),
    ],
)
def test_a_sentence_says_what_it_is_and_what_it_was(old: Any, new: Any, said: str) -> None:
    """A bound, a list, a type is told by what came of it, in requests and in answers."""
    assert said in only_change(diff_inputs(wrap_property(old), wrap_property(new))).message
    assert said in only_change(diff_outputs(wrap_property(old), wrap_property(new))).message


def picture(description: str = "", **media: Any) -> Endpoint:
    """Give an endpoint of one image, described in English."""
    schema = {**TEXT, "x-media": {"kind": "image", **media}}
    words = {"en": {"/properties/a": {"description": description}}}
    return endpoint(wrap_property(schema), words=words)


def size(value: float, of: str = "size") -> dict[str, Any]:
    """Give a limit."""
    return {"of": of, "is": "<=", "value": value}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ([size(50)], [size(20)], "The `size` of `a` must now be at most 20; it was 50."),
        ([], [size(20, "file_size")], "The `file_size` of `a` must now be at most 20."),
        ([size(50)], [], "The `size` of `a` need no longer be at most 50."),
    ],
)
@pytest.mark.parametrize("formats", [["jpg", "png"], ["png"]])
def test_a_limit_of_media_is_told(old: Any, new: Any, said: str, formats: list[str]) -> None:
    """A limit that changed is named, beside changed formats too, and that no client checks it."""
    found = diff_endpoints(
        picture(formats=["jpg", "png"], limits=old), picture(formats=formats, limits=new)
    )
    change = next(c for c in found.changes if c.kind == "x-media-changed")
    assert change.compatibility is Compatibility.WARNING
    assert (
        change.message
        == f"{said} It cannot be read off a URL: the service checks it, no client does."
    )
    assert "refused now" not in change.advice
    assert len(found.changes) == (1 if formats[1:] else 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (["jpg", "png"], ["jpg"], "`a` no longer takes png."),
        (["jpg"], ["gif", "jpg"], "`a` also takes gif now."),
        (["jpeg", "jpg", "png"], ["jpg"], "`a` no longer takes png."),
        (["jpg"], ["gif"], "`a` no longer takes jpg, but takes gif now."),
        (["jpg"], [], "`a` now takes images of any format; before, only jpg."),
        ([], ["jpg"], "`a` now takes only jpg; before, images of any format."),
    ],
)
def test_formats_are_told_by_what_came_and_went(old: Any, new: Any, said: str) -> None:
    """Formats are named one by one."""
    told = [picture(**({"formats": names} if names else {})) for names in (old, new)]
    assert only_change(diff_endpoints(told[0], told[1])).message == said


def test_a_kind_of_media_that_is_told_no_longer_is_no_demand() -> None:
    """Where any medium will do, nothing must be."""
    old, new = (
        endpoint(wrap_property({**TEXT, "x-media": media})) for media in ({"kind": "image"}, {})
    )
    change = only_change(diff_endpoints(old, new))
    assert change.compatibility is Compatibility.COMPATIBLE
    assert change.message == "`a` may now be any medium; it was the URL of an image."


def test_formats_that_vanish_while_words_changed_are_a_warning() -> None:
    """What was read of a description once, and is no longer read of another one, may still be asked."""
    old = picture("Supports jpg, png.", formats=["jpg", "png"])
    new = picture("Everything but gif.")
    change = next(c for c in diff_endpoints(old, new).changes if c.kind.startswith("x-media"))
    assert change.compatibility is Compatibility.WARNING
    assert "words that are not read" in change.message
    assert "what the description of `a` says now" in change.advice


def test_formats_that_a_person_took_away_are_compatible() -> None:
    """Where the words are the same as before, or say nothing any more, fewer formats are just fewer."""
    old = picture("Supports jpg, png.", formats=["jpg", "png"])
    for words in ("Supports jpg, png.", ""):
        change = next(c for c in diff_endpoints(old, picture(words)).changes if "media" in c.kind)
        assert change.compatibility is Compatibility.COMPATIBLE


def test_media_that_vanish_while_words_changed_are_advised_by_the_words() -> None:
    """Where nothing is told of media any more, the advice does not claim that values are refused."""
    old, new = picture("jpg, png", formats=["jpg", "png"]), picture("Everything but gif.")
    change = next(
        c
        for c in diff_endpoints(old, replace(new, input=wrap_property(TEXT))).changes
        if c.kind == "x-media-removed"
    )
    assert change.compatibility is Compatibility.WARNING
    assert "what the description of `a` says now" in change.advice


def test_formats_of_a_described_list_vanish() -> None:
    """The words of a list speak of its items."""

    def pictures(words: str, **media: Any) -> Endpoint:
        items = {**TEXT, "x-media": {"kind": "image", **media}}
        found = picture(words)
        return replace(found, input=wrap_property({"type": "array", "items": items}))

    old, new = pictures("jpg, png", formats=["jpg", "png"]), pictures("Everything but gif.")
    assert diff_endpoints(old, new).compatibility is Compatibility.WARNING


def test_an_advice_claims_no_more_than_was_shown() -> None:
    """Where a witness was found, values are refused; else they may be. The whole input is no field that a call sets."""
    shown = only_change(
        diff_inputs(wrap_property({**WHOLE, "maximum": 9}), wrap_property({**WHOLE, "maximum": 5}))
    )
    assert shown.advice == "Look at the calls that set `a`: some of its values are refused now."
    formed = only_change(
        diff_inputs(wrap_property(TEXT), wrap_property({**TEXT, "format": "email"}))
    )
    assert formed.advice == "Look at the calls that set `a`: some of its values may be refused now."
    fewer = {**wrap_property(TEXT), "dependentRequired": {"a": ["b"]}}
    fewer["properties"]["b"] = TEXT
    before = {**fewer, "dependentRequired": {}}
    assert (
        only_change(diff_inputs(before, fewer)).advice
        == "Look at your calls: some inputs are refused now."
    )
    gone = only_change(
        diff_outputs({"type": "object", "properties": {"a": TEXT, "b": TEXT}}, wrap_property(TEXT))
    )
    assert gone.advice == "Look at the code that reads `output.b`: answers may come without it."
