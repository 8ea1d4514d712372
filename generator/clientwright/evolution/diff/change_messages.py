"""The message of a change, and the advice for calling code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clientwright.evolution.diff import media_messages
from clientwright.evolution.diff.changes import Direction
from clientwright.evolution.diff.keyword_phrases import (
    field_name,
    has_phrase,
    may_phrase,
    must_phrase,
    previous_phrase,
    values_missing_from,
)
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.keyword_edit import EditKind, KeywordEdit
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.wording import show_value

MessageWriter = Callable[[KeywordEdit, str], str]


def change_message(edit: KeywordEdit, root_name: str) -> str:
    """Return a sentence that describes an edit."""
    write = _MESSAGE_WRITERS.get(edit.keyword, _constraint_message)
    text = write(edit, root_name)
    return text[:1].upper() + text[1:]


def _constraint_message(edit: KeywordEdit, root_name: str) -> str:
    field, old, new = field_name(edit.schema_pointer, root_name), edit.old_value, edit.new_value
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


def _enum_message(edit: KeywordEdit, root_name: str) -> str:
    """Describe which values were added and removed, if both sides list theirs."""
    field, old, new = field_name(edit.schema_pointer, root_name), edit.old_value, edit.new_value
    removed, added = (
        (values_missing_from(old, new), values_missing_from(new, old)) if old and new else ("", "")
    )
    if not removed and not added:
        return _constraint_message(edit, root_name)
    if removed and added:
        return f"{field} no longer accepts {removed}, but accepts {added} now."
    return (
        f"{field} no longer accepts {removed}." if removed else f"{field} also accepts {added} now."
    )


def _type_message(edit: KeywordEdit, root_name: str) -> str:
    """Describe an added type; describe other edits like any keyword."""
    old, new = (
        [names] if isinstance(names, str) else names for names in (edit.old_value, edit.new_value)
    )
    if edit.edit_kind is EditKind.LOOSENED and old and new and set(old) < set(new):
        more = " or ".join(kind for kind in new if kind not in old)
        return f"{field_name(edit.schema_pointer, root_name)} may now also be of type {more}."
    return _constraint_message(edit, root_name)


def _media_message(edit: KeywordEdit, root_name: str) -> str:
    return media_messages.media_message(edit, field_name(edit.schema_pointer, root_name))


def _branch_message(edit: KeywordEdit, root_name: str) -> str:
    """Describe the edits inside the branches, if their number is unchanged."""
    if not edit.branch_edits or len(edit.old_value) != len(edit.new_value):
        return _constraint_message(edit, root_name)
    messages = list(
        dict.fromkeys(change_message(one, root_name).rstrip(".") for one in edit.branch_edits)
    )
    more = (
        f"; and {len(messages) - _MAX_BRANCH_EDITS} more"
        if len(messages) > _MAX_BRANCH_EDITS
        else ""
    )
    field = field_name(edit.schema_pointer, root_name)
    return (
        f"in a branch of {field} ({edit.keyword}): {'; '.join(messages[:_MAX_BRANCH_EDITS])}{more}."
    )


_MAX_BRANCH_EDITS = 3
"""The number of edits inside branches that a message describes."""


def _required_message(edit: KeywordEdit, root_name: str) -> str:
    field = _property_subject(edit, root_name)
    if edit.edit_kind is EditKind.REMOVED:
        return f"{field} is no longer required."
    default = (
        ""
        if edit.new_value is None
        else f" (its documented default is {show_value(edit.new_value)})"
    )
    return f"{field} is now required{default}."


def _property_message(edit: KeywordEdit, root_name: str) -> str:
    field = _property_subject(edit, root_name)
    return f"{field} is new." if edit.edit_kind is EditKind.ADDED else f"{field} was removed."


def _property_subject(edit: KeywordEdit, root_name: str) -> str:
    return field_name(join_pointer(edit.schema_pointer, "properties", edit.name), root_name)


def _default_message(edit: KeywordEdit, root_name: str) -> str:
    field = field_name(edit.schema_pointer, root_name)
    if edit.edit_kind is EditKind.ADDED:
        return f"the documented default of {field} is {show_value(edit.new_value)}; before, none was documented."
    if edit.edit_kind is EditKind.REMOVED:
        return f"{field} has no documented default any more (it was {show_value(edit.old_value)})."
    return f"the default of {field} is now {show_value(edit.new_value)}; it was {show_value(edit.old_value)}."


def _additional_message(edit: KeywordEdit, root_name: str) -> str:
    field = field_name(edit.schema_pointer, root_name)
    if edit.new_value is False:
        return f"{field} no longer accepts fields that it does not name."
    if edit.old_value is False:
        return f"{field} now accepts fields that it does not name."
    return f"{field} accepts other values in the fields that it does not name."


def _accepts_nothing_message(edit: KeywordEdit, root_name: str) -> str:
    takes = (
        "no longer accepts any value" if edit.edit_kind is EditKind.ADDED else "now accepts values"
    )
    return f"{field_name(edit.schema_pointer, root_name)} {takes}."


def _annotation_message(edit: KeywordEdit, root_name: str) -> str:
    return f"the {edit.keyword.strip('$')} of {field_name(edit.schema_pointer, root_name)} was {edit.edit_kind}."


def _flag_message(edit: KeywordEdit, root_name: str) -> str:
    text = "is no longer marked" if edit.edit_kind is EditKind.REMOVED else "is now marked"
    return f"{field_name(edit.schema_pointer, root_name)} {text} {edit.keyword}."


_MESSAGE_WRITERS: Mapping[str, MessageWriter] = {
    "required": _required_message,
    "properties": _property_message,
    "enum": _enum_message,
    "type": _type_message,
    MEDIA_KEYWORD: _media_message,
    "default": _default_message,
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), _branch_message),
    "additionalProperties": _additional_message,
    "nothing": _accepts_nothing_message,
    **dict.fromkeys(
        ("title", "description", "examples", "$comment", "$schema"), _annotation_message
    ),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly"), _flag_message),
}

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
    field = (
        _property_subject(edit, root_name)
        if edit.name
        else field_name(edit.schema_pointer, root_name)
    )
    if direction is Direction.RESPONSE and edit.kind == "property-removed":
        return f"Check the code that reads {field}: responses may lack it."
    if direction is Direction.RESPONSE:
        return f"Check the code that reads {field}: responses may contain values it has never seen."
    if edit.keyword == MEDIA_KEYWORD and edit.old_value is not None:
        return media_messages.media_advice(edit, field, refused)
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
