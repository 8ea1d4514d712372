"""Edits of JSON text: the value changes, and no other byte does."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.io.json_text_edit import set_member

KEYS = ("id", "rules", "dismissed", "notes")
ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*KEYS, "a/b", "~"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
LISTS = st.lists(ITEMS, max_size=3)
DOCUMENTS = st.dictionaries(st.sampled_from(["notes", "z", "words"]), LISTS, max_size=3)
FORMS = st.sampled_from([{}, {"indent": 2}, {"indent": 1}, {"separators": (",", ":")}])


def written(document: Any, form: dict[str, Any], data: st.DataObject) -> str:
    """Return a document as somebody may have written it."""
    text = json.dumps(document, ensure_ascii=data.draw(st.booleans()), **form)
    return text.replace("\n", "\r\n") if data.draw(st.booleans()) else f"\n {text} \n"


@settings(max_examples=80)
@given(DOCUMENTS, LISTS, LISTS, FORMS, st.data())
def test_the_member_changes_and_nothing_else(
    rest: dict[str, Any], old: list[Any], new: list[Any], form: dict[str, Any], data: st.DataObject
) -> None:
    """The document has the new list, what precedes and follows the old one stays, and removing a new key restores the text."""
    text = written({"id": "x", **({"rules": old} if old else {}), **rest}, form, data)
    after = set_member(text, "rules", new, KEYS)
    assert json.loads(after) == {"id": "x", **({"rules": new} if new else {}), **rest}
    if not old:
        assert set_member(after, "rules", [], KEYS) == text
    assert set_member(text, "rules", old, KEYS) == text


@given(LISTS, LISTS, FORMS, st.data())
def test_items_that_stay_keep_their_text(
    old: list[Any], more: list[Any], form: dict[str, Any], data: st.DataObject
) -> None:
    """What is added to a list leaves the text before and after it as it is."""
    text = written({"rules": [0, *old], "notes": [1.0]}, form, data)
    after = set_member(text, "rules", [0, *old, *more], KEYS)
    kept = [n for n, (one, other) in enumerate(zip(text, after, strict=False)) if one != other]
    start = min(kept, default=len(text))
    assert after.endswith(text[start:])
    assert json.loads(after)["rules"] == [0, *old, *more]
