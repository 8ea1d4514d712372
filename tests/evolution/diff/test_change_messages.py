"""The message and advice of each change; in the sentence of a rule, fields are marked as code, values are not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.change_messages import rule_advice, rule_sentence
from clientwright.rules import kinds
from clientwright.schema.wording import show_value, show_values
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
    ("old", "new", "expected"),
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
        ({"enum": ["a"]}, {"enum": ["a", "4:3"]}, 'also accepts "4:3" now.'),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, 'no longer accepts "b".'),
        ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, 'no longer accepts "b", but accepts "c" now.'),
        ({"enum": [1]}, {"enum": [True]}, "no longer accepts 1, but accepts true now."),
        (TEXT, {"type": ["string", "null"]}, "may now also be of type null."),
        (TEXT, WHOLE, "must now be of type integer; it was string."),
        ({**NUMBER, "multipleOf": 4}, {**NUMBER, "multipleOf": 3}, "a multiple of 3; it was 4."),
        ({**TEXT, "default": "x"}, {**TEXT, "default": "y"}, 'is now "y"; it was "x".'),
    ],
)
def test_message_states_new_and_old_constraint(old: Any, new: Any, expected: str) -> None:
    """A message states the new and the old constraint, for requests and for responses."""
    assert expected in only_change(diff_inputs(wrap_property(old), wrap_property(new))).message
    assert expected in only_change(diff_outputs(wrap_property(old), wrap_property(new))).message


@pytest.mark.parametrize("after", [{}, {"default": "y"}])
@pytest.mark.parametrize("deep", [False, True])
def test_a_field_that_becomes_required_is_told_once_to_set(
    after: dict[str, Any], deep: bool
) -> None:
    """Who must set a field in every call is not also told to set it where it is left out."""
    old = wrap_property({**TEXT, "default": "x"})
    new = {**wrap_property({**TEXT, **after}), "required": ["a"]}
    sides = [wrap_property(side) if deep else side for side in (old, new)]
    found = [
        c
        for c in diff_inputs(sides[0], sides[1]).changes
        if "required" in c.kind or "default" in c.kind
    ]
    assert {c.kind.partition("-")[0] for c in found} == {"required", "default"}
    name = "`a.a`" if deep else "`a`"
    assert [c.advice for c in found if c.advice] == [f"Set {name} in every call."]
    (alone,) = diff_inputs(old, wrap_property({**TEXT, **after})).changes
    assert "Set `a` in calls that leave it out" in alone.advice


def picture(description: str = "", **media: Any) -> Endpoint:
    """Return an endpoint with one image, described in English."""
    schema = {**TEXT, "x-media": {"kind": "image", **media}}
    words = {"en": {"/properties/a": {"description": description}}}
    return endpoint(wrap_property(schema), words=words)


def size(value: float, of: str = "size") -> dict[str, Any]:
    """Return a media limit."""
    return {"of": of, "is": "<=", "value": value}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([size(50)], [size(20)], "The `size` of `a` must now be at most 20; it was 50."),
        ([], [size(20, "file_size")], "The `file_size` of `a` must now be at most 20."),
        ([size(50)], [], "The `size` of `a` need no longer be at most 50."),
    ],
)
@pytest.mark.parametrize("formats", [["jpg", "png"], ["png"]])
def test_changed_media_limit_is_named(
    old: Any, new: Any, expected: str, formats: list[str]
) -> None:
    """A changed media limit is named, with a note that only the service checks it."""
    found = diff_endpoints(
        picture(formats=["jpg", "png"], limits=old), picture(formats=formats, limits=new)
    )
    change = next(c for c in found.changes if c.kind == "x-media-changed")
    assert change.compatibility is Compatibility.WARNING
    assert change.message == f"{expected} A URL does not show it, so only the service checks it."
    assert "rejected now" not in change.advice
    assert len(found.changes) == (1 if formats[1:] else 2)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["jpg", "png"], ["jpg"], "`a` no longer accepts png."),
        (["jpg"], ["gif", "jpg"], "`a` also accepts gif now."),
        (["jpeg", "jpg", "png"], ["jpg"], "`a` no longer accepts png."),
        (["jpg"], ["gif"], "`a` no longer accepts jpg, but accepts gif now."),
        (["jpg"], [], "`a` now accepts images of any format; before, only jpg."),
        ([], ["jpg"], "`a` now accepts only jpg; before, images of any format."),
    ],
)
def test_added_and_removed_formats_are_listed(old: Any, new: Any, expected: str) -> None:
    """Added and removed formats are listed."""
    sides = [picture(**({"formats": names} if names else {})) for names in (old, new)]
    assert only_change(diff_endpoints(sides[0], sides[1])).message == expected


def test_dropped_media_kind_is_compatible() -> None:
    """A dropped media kind is compatible."""
    old, new = (
        endpoint(wrap_property({**TEXT, "x-media": media})) for media in ({"kind": "image"}, {})
    )
    change = only_change(diff_endpoints(old, new))
    assert change.compatibility is Compatibility.COMPATIBLE
    assert change.message == "`a` may now be any medium; it was the URL of an image."


def test_dropped_formats_with_changed_description_are_a_warning() -> None:
    """Dropped formats are a warning if the description changed: it may still state them."""
    old = picture("Supports jpg, png.", formats=["jpg", "png"])
    new = picture("Everything but gif.")
    change = next(c for c in diff_endpoints(old, new).changes if c.kind.startswith("x-media"))
    assert change.compatibility is Compatibility.WARNING
    assert "in a way that is not recognized" in change.message
    assert "the new description of `a`" in change.advice


def test_dropped_formats_with_same_description_are_compatible() -> None:
    """Dropped formats are compatible if the description is unchanged or empty."""
    old = picture("Supports jpg, png.", formats=["jpg", "png"])
    for words in ("Supports jpg, png.", ""):
        change = next(c for c in diff_endpoints(old, picture(words)).changes if "media" in c.kind)
        assert change.compatibility is Compatibility.COMPATIBLE


def test_advice_for_dropped_media_points_to_description() -> None:
    """For dropped `x-media`, the advice points to the description and claims no rejection."""
    old, new = picture("jpg, png", formats=["jpg", "png"]), picture("Everything but gif.")
    change = next(
        c
        for c in diff_endpoints(old, replace(new, input=wrap_property(TEXT))).changes
        if c.kind == "x-media-removed"
    )
    assert change.compatibility is Compatibility.WARNING
    assert "the new description of `a`" in change.advice


def test_description_of_list_counts_for_its_items() -> None:
    """The description of a list counts for its items."""

    def pictures(words: str, **media: Any) -> Endpoint:
        items = {**TEXT, "x-media": {"kind": "image", **media}}
        found = picture(words)
        return replace(found, input=wrap_property({"type": "array", "items": items}))

    old, new = pictures("jpg, png", formats=["jpg", "png"]), pictures("Everything but gif.")
    assert diff_endpoints(old, new).compatibility is Compatibility.WARNING


def test_advice_is_certain_only_with_witness() -> None:
    """The advice says "are rejected" only with a witness, and names no field for the whole input."""
    shown = only_change(
        diff_inputs(wrap_property({**WHOLE, "maximum": 9}), wrap_property({**WHOLE, "maximum": 5}))
    )
    assert shown.advice == (
        "Check the calls that set `a`: it must be at most 5, and other values are rejected now."
    )
    fewer_values = only_change(
        diff_inputs(
            wrap_property({**TEXT, "enum": ["b", "c"]}), wrap_property({**TEXT, "enum": ["b"]})
        )
    )
    assert fewer_values.advice == (
        'Check the calls that set `a`: the removed values ("c") are rejected now.'
    )
    formed = only_change(
        diff_inputs(wrap_property(TEXT), wrap_property({**TEXT, "format": "email"}))
    )
    assert formed.advice == (
        "Check the calls that set `a`: it must be in the form email, and other values may be "
        "rejected now."
    )
    fewer = {**wrap_property(TEXT), "dependentRequired": {"a": ["b"]}}
    fewer["properties"]["b"] = TEXT
    before = {**fewer, "dependentRequired": {}}
    assert (
        only_change(diff_inputs(before, fewer)).advice
        == "Check your calls: some inputs are rejected now."
    )
    gone = only_change(
        diff_outputs({"type": "object", "properties": {"a": TEXT, "b": TEXT}}, wrap_property(TEXT))
    )
    assert gone.advice == "Check the code that reads `output.b`: responses may lack it."


SUM = {"kind": "sum-equals", "addends": "$.shots[*].duration", "total": "$.duration"}
NONE = {"kind": "at-least-one-of", "fields": ["$.mask_url", "$.size"]}
MOST = {"kind": "at-most-one-of", "fields": ["$.end_image_url", "$.video"]}
NEEDS = {"kind": "requires", "field": "$.end_image_url", "needs": ["$.start_image_url"]}
CITED = {"kind": "cited-media", "text": "$.prompt", "cites": {"@image{n}": "$.image"}}
FORBIDS = {
    "kind": "value-forbids-value",
    "field": "$.mode",
    "value": "mode",
    "other": "$.size",
    "forbidden": ["size"],
}


@pytest.mark.parametrize(
    ("rule", "sentence", "advice"),
    [
        (
            SUM,
            "If `shots` has items, the `duration` of all of them must add up to `duration`.",
            "Check the calls that set `shots[].duration` or `duration`.",
        ),
        (
            NONE,
            "At least one of `mask_url` and `size` must be given.",
            "Check the calls that set none of `mask_url` and `size`: set one of them.",
        ),
        (
            MOST,
            "At most one of `end_image_url` and `video` may be given.",
            "Check the calls that set more than one of `end_image_url` and `video`.",
        ),
        (
            NEEDS,
            "`end_image_url` requires `start_image_url`.",
            "Check the calls that set `end_image_url`.",
        ),
        (
            CITED,
            "What `prompt` cites must be given: each @image{n} one of `image`, counted from 1.",
            "Check the calls that set `prompt` or `image`.",
        ),
        (
            FORBIDS,
            '`size` may not be "size" while `mode` is "mode".',
            "Check the calls that set `mode` or `size`.",
        ),
        (
            {"kind": "at-most-one-of", "fields": ["$.of", "$.a.b"]},
            "At most one of of and `a.b` may be given.",
            "Check the calls that set more than one of `of` and `a.b`.",
        ),
    ],
)
def test_fields_of_rule_are_marked_as_code(rule: Any, sentence: str, advice: str) -> None:
    """Fields are marked, but not quoted values or citations; the advice fits the rule's kind."""
    parsed = kinds.from_json(rule)
    assert rule_sentence(parsed) == sentence
    assert rule_advice(parsed) == advice


def test_new_rule_has_message_and_advice() -> None:
    """A new rule has both a message and advice."""
    text = {"type": "string"}
    old = endpoint({"type": "object", "properties": {"mask_url": text, "size": text}})
    change = only_change(diff_endpoints(old, replace(old, rules=(kinds.from_json(NONE),))))
    assert "`mask_url` and `size` must be given" in change.message
    assert "set none of" in change.advice


@given(st.lists(st.text(max_size=90), min_size=1, max_size=40))
def test_listed_values_are_whole(values: list[str]) -> None:
    """Of many values the first few are shown, each as it is shown alone, and the others are counted."""
    text, shown = show_values(values), list(map(show_value, values))
    counted = (
        (", ".join(shown[:n]), f" and {len(shown) - n} more" if n < len(shown) else "")
        for n in range(1, len(shown) + 1)
    )
    assert text in {f"{listed}{more}" for listed, more in counted}
    assert len(text) <= 180


@pytest.mark.parametrize("pattern", [r"^\w+$", r"^[\d/]*$", r"^\d\D*$"])
def test_patterns_are_shown_as_they_are_written(pattern: str) -> None:
    """Message and witness of an edit show a pattern of the document, not its translation."""
    bounded = {"type": "object", "additionalProperties": TEXT, "propertyNames": {"minLength": 1}}
    names = {"minLength": 1, "pattern": pattern}
    for old, new in (
        (wrap_property(TEXT), wrap_property({**TEXT, "pattern": pattern})),
        (bounded, {**bounded, "propertyNames": names}),
    ):
        breaks = diff_inputs(old, new).with_compatibility(Compatibility.BREAKING)
        assert breaks
        assert any(
            change.witness and json.dumps(pattern, ensure_ascii=False) in change.witness.reason
            for change in breaks
        )
