"""Guesses at renamed fields: by similarity, by equal keywords, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.evolution.diff import SpecDiff
from clientwright.specs.model import Endpoint
from evolution.diff.support import diff_endpoints, diff_inputs, diff_outputs, endpoint

TEXT: Any = {"type": "string"}
FLAG: Any = {"type": "boolean", "default": True}


def fields(**properties: Any) -> Any:
    """Return an object with some fields."""
    return {"type": "object", "properties": properties}


def advice(found: SpecDiff) -> list[str]:
    """Return the advice for each removed field."""
    return [change.advice for change in found.changes if change.kind == "property-removed"]


def described(schema: Any, **words: str) -> Endpoint:
    """Return an endpoint whose fields are described in English."""
    texts = {f"/properties/{name}": {"description": text} for name, text in words.items()}
    return endpoint(schema, words={"en": texts})


def test_rename_is_guessed_by_type_default_and_description() -> None:
    """A dissimilar name is guessed if type, default and description are the same."""
    words = "Whether the video gets sound."
    old = described(fields(sound=FLAG, seed={"type": "integer"}), sound=words)
    new = described(fields(generate_audio=FLAG, prompt=TEXT), generate_audio=words)
    (first, second) = advice(diff_endpoints(old, new))
    found = {first, second}
    assert (
        "`sound` may be called `generate_audio` now (a guess by its type, default and words). "
        "If so, rename it; if not, leave `sound` out of your calls." in found
    )
    assert "Leave `seed` out of your calls." in found


def test_rename_is_guessed_for_only_match() -> None:
    """The only removed and the only added field of one schema are a guess, inside items too."""

    def shots(**properties: Any) -> Any:
        return fields(shots={"type": "array", "items": fields(**properties)})

    old, new = shots(prompt=TEXT), shots(text=TEXT, seed={"type": "integer"})
    for found, root in ((diff_inputs(old, new), ""), (diff_outputs(old, new), "output.")):
        (text,) = advice(found)
        assert text.startswith(f"`{root}shots[].prompt` may be called `{root}shots[].text` now")
        assert "(a guess as the only new field there" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (fields(prompt=TEXT), fields(seed={"type": "integer"})),
        (fields(prompt=TEXT), fields(text=TEXT, style=TEXT)),
        (fields(prompt=TEXT, mood=TEXT), fields(x=TEXT)),
        (fields(prompt=TEXT), fields(x={**TEXT, "maxLength": 5})),
    ],
)
def test_weak_matches_are_not_guessed(old: Any, new: Any) -> None:
    """Another type, another bound, or several candidates: no guess."""
    assert not any("guess" in found for found in advice(diff_inputs(old, new)))


def test_rename_is_guessed_by_enum() -> None:
    """Fields with the same enum are a guess."""
    listed = {"enum": ["16:9", "4:3"]}
    (found,) = advice(diff_inputs(fields(ratio=listed), fields(x=listed, y=TEXT)))
    assert "`x` now (a guess by its type and enum)" in found


def test_new_name_is_guessed_once() -> None:
    """Of two removed fields, only the likelier one gets the new name."""
    old, new = fields(image_url=TEXT, image_url_2=TEXT), fields(images_url=TEXT)
    found = advice(diff_inputs(old, new))
    assert sum("`images_url`" in one for one in found) == 1
    assert any(one.startswith("`image_url` may be called") for one in found)
