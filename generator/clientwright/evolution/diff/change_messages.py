"""The message of a change, and the advice for calling code.

Each constraint tells the edits of its keywords; what has no sentence of its own is told by the
wording of the keyword.
"""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.evolution.diff.changes import Direction
from clientwright.evolution.diff.keyword_phrases import (
    field_name,
    has_phrase,
    may_phrase,
    must_phrase,
    previous_phrase,
)
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.keyword_edit import ACCEPTS_NOTHING, EditKind, KeywordEdit
from clientwright.schema.keywords import BY_KEYWORD
from clientwright.schema.keywords.enum import values_missing_from
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.specs.model import Endpoint

PROSE_FORMATS_NOTE = " Its description changed as well, and may still state the formats in a way that is not recognized."


def change_message(edit: KeywordEdit, root_name: str) -> str:
    """Return a sentence that describes an edit."""
    field, text = _subject(edit, root_name), None
    if edit.keyword == ACCEPTS_NOTHING:
        takes = (
            "no longer accepts any value"
            if edit.edit_kind is EditKind.ADDED
            else "now accepts values"
        )
        text = f"{field} {takes}."
    elif edit.branch_edits and len(edit.old_value) == len(edit.new_value):
        text = _branch_message(edit, field, root_name)
    elif (tell := BY_KEYWORD[edit.keyword].tell) is not None:
        text = tell(edit, field)
    text = text or _worded_message(edit, field)
    return text[:1].upper() + text[1:]


def _subject(edit: KeywordEdit, root_name: str) -> str:
    """Return the name of the property that an edit is about, else of its schema."""
    at = (edit.schema_pointer, *(("properties", edit.name) if edit.name else ()))
    return field_name(join_pointer(*at), root_name)


def _worded_message(edit: KeywordEdit, field: str) -> str:
    old, new = edit.old_value, edit.new_value
    if new is None:
        return f"{field} need no longer {must_phrase(edit.keyword, old)}."
    if old is None:
        return f"{field} must now {must_phrase(edit.keyword, new)}."
    before = f"; it was {previous_phrase(edit.keyword, old, new)}."
    if edit.edit_kind is EditKind.LOOSENED:
        wider = may_phrase(edit.keyword, new)
        now = f"may now {wider}" if wider else f"need now only {must_phrase(edit.keyword, new)}"
        return f"{field} {now}{before}"
    return f"{field} must now {must_phrase(edit.keyword, new)}{before}"


def _branch_message(edit: KeywordEdit, field: str, root_name: str) -> str:
    """Describe the edits inside branches whose number is unchanged."""
    messages = list(
        dict.fromkeys(change_message(one, root_name).rstrip(".") for one in edit.branch_edits)
    )
    more = (
        f"; and {len(messages) - _MAX_BRANCH_EDITS} more"
        if len(messages) > _MAX_BRANCH_EDITS
        else ""
    )
    return (
        f"in a branch of {field} ({edit.keyword}): {'; '.join(messages[:_MAX_BRANCH_EDITS])}{more}."
    )


_MAX_BRANCH_EDITS = 3
"""The number of edits inside branches that a message describes."""


_REQUEST_ADVICE: Mapping[tuple[str, EditKind], str] = {
    ("properties", EditKind.REMOVED): "Leave {} out of your calls.",
    ("required", EditKind.ADDED): "Set {} in every call.",
    (
        "default",
        EditKind.CHANGED,
    ): "Set {} in calls that leave it out, if the old value matters.",
    ("default", EditKind.REMOVED): "Set {} in calls that leave it out.",
    ("type", EditKind.CHANGED): "Change {} to its new type.",
}


def change_advice(edit: KeywordEdit, direction: Direction, root_name: str, *, sure: bool) -> str:
    """Return what to check in calling code; `sure` is whether a witness shows the rejection."""
    refused = "are rejected" if sure else "may be rejected"
    field = _subject(edit, root_name)
    if direction is Direction.RESPONSE and edit.kind == "property-removed":
        return f"Check the code that reads {field}: responses may lack it."
    if direction is Direction.RESPONSE:
        return f"Check the code that reads {field}: responses may contain values it has never seen."
    if edit.keyword == MEDIA_KEYWORD and edit.old_value is not None:
        return _media_advice(edit, field, refused)
    known = _REQUEST_ADVICE.get((edit.keyword, edit.edit_kind))
    if known:
        return known.format(field)
    if not edit.schema_pointer:
        return f"Check your calls: some inputs {refused} now."
    return f"Check the calls that set {field}: {_rejected_values(edit)} {refused} now."


def _rejected_values(edit: KeywordEdit) -> str:
    """Return which values of a field an edit concerns, with the new bound if it has one."""
    if edit.keyword == "enum" and edit.old_value and edit.new_value:
        removed = values_missing_from(edit.old_value, edit.new_value)
        return f"the removed values ({removed})" if removed else "some of its values"
    if has_phrase(edit.keyword) and edit.new_value is not None and edit.keyword != "enum":
        return f"it must {must_phrase(edit.keyword, edit.new_value)}, and other values"
    return "some of its values"


def _media_advice(edit: KeywordEdit, field: str, refused: str) -> str:
    if edit.undecidable:
        return f"Check the media that you pass to {field}: only the service checks this."
    if formats_dropped(edit):
        return f"Read the new description of {field}, and pass only what it allows."
    return f"Check the media that you pass to {field}: some {refused} now."


def formats_dropped(edit: KeywordEdit) -> bool:
    """Return whether formats were documented, and no longer are."""
    before, after = (media.get("formats") for media in (edit.old_value or {}, edit.new_value or {}))
    return bool(before) and not after


def description_changed(at: str, old: Endpoint, new: Endpoint) -> bool:
    """Return whether an input's field, or the array around it, has another description than before."""
    above = at.removesuffix("/items")
    return any(
        text and text != old.words.get(locale, {}).get(place, {}).get("description", "")
        for locale, words in new.words.items()
        for place in {at, above}
        for text in (words.get(place, {}).get("description", ""),)
    )
