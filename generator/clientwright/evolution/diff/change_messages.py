"""The sentence of a change, and what it means for calling code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clientwright.evolution.diff import media_messages
from clientwright.evolution.diff.keyword_phrases import (
    field_name,
    may_phrase,
    must_phrase,
    previous_phrase,
    show_value,
    values_missing_from,
)
from clientwright.evolution.diff.model.changes import Direction, EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

MessageWriter = Callable[[KeywordEdit, str], str]


def change_message(claim: KeywordEdit, whole: str) -> str:
    """Say what was changed."""
    tell = _MESSAGE_WRITERS.get(claim.keyword, _constraint_message)
    said = tell(claim, whole)
    return said[:1].upper() + said[1:]


def _constraint_message(claim: KeywordEdit, whole: str) -> str:
    who, old, new = field_name(claim.schema_pointer, whole), claim.old_value, claim.new_value
    if new is None:
        return f"{who} need no longer {must_phrase(claim.keyword, old)}."
    if old is None:
        return f"{who} must now {must_phrase(claim.keyword, new)}."
    before = f"; it was {previous_phrase(claim.keyword, old, new)}."
    if claim.edit_kind is EditKind.LOOSENED:
        wider = may_phrase(claim.keyword, new)
        now = f"may now {wider}" if wider else f"need now only {must_phrase(claim.keyword, new)}"
        return f"{who} {now}{before}"
    return f"{who} must now {must_phrase(claim.keyword, new)}{before}"


def _enum_message(claim: KeywordEdit, whole: str) -> str:
    """Tell which values came and which went, where both sides list theirs."""
    who, old, new = field_name(claim.schema_pointer, whole), claim.old_value, claim.new_value
    gone, come = (
        (values_missing_from(old, new), values_missing_from(new, old)) if old and new else ("", "")
    )
    if not gone and not come:
        return _constraint_message(claim, whole)
    if gone and come:
        return f"{who} no longer takes {gone}, but takes {come} now."
    return f"{who} no longer takes {gone}." if gone else f"{who} also takes {come} now."


def _type_message(claim: KeywordEdit, whole: str) -> str:
    """Tell a type that came beside others, else like any other keyword."""
    old, new = (
        [said] if isinstance(said, str) else said for said in (claim.old_value, claim.new_value)
    )
    if claim.edit_kind is EditKind.LOOSENED and old and new and set(old) < set(new):
        more = " or ".join(kind for kind in new if kind not in old)
        return f"{field_name(claim.schema_pointer, whole)} may now also be of type {more}."
    return _constraint_message(claim, whole)


def _media_message(claim: KeywordEdit, whole: str) -> str:
    return media_messages.media_message(claim, field_name(claim.schema_pointer, whole))


def _branch_message(claim: KeywordEdit, whole: str) -> str:
    """Tell what was edited inside of the branches, where they are as many as before."""
    if not claim.branch_edits or len(claim.old_value) != len(claim.new_value):
        return _constraint_message(claim, whole)
    told = list(dict.fromkeys(change_message(one, whole).rstrip(".") for one in claim.branch_edits))
    more = f"; and {len(told) - _MAX_BRANCH_EDITS} more" if len(told) > _MAX_BRANCH_EDITS else ""
    who = field_name(claim.schema_pointer, whole)
    return f"in a branch of {who} ({claim.keyword}): {'; '.join(told[:_MAX_BRANCH_EDITS])}{more}."


_MAX_BRANCH_EDITS = 3
"""Of so many edits inside of branches the sentence tells."""


def _required_message(claim: KeywordEdit, whole: str) -> str:
    who = _property_subject(claim, whole)
    if claim.edit_kind is EditKind.REMOVED:
        return f"{who} need no longer be there."
    default = (
        ""
        if claim.new_value is None
        else f" (its documented default is {show_value(claim.new_value)})"
    )
    return f"{who} must now be there{default}."


def _property_message(claim: KeywordEdit, whole: str) -> str:
    who = _property_subject(claim, whole)
    return f"{who} is new." if claim.edit_kind is EditKind.ADDED else f"{who} is gone."


def _property_subject(claim: KeywordEdit, whole: str) -> str:
    return field_name(join_pointer(claim.schema_pointer, "properties", claim.name), whole)


def _default_message(claim: KeywordEdit, whole: str) -> str:
    who = field_name(claim.schema_pointer, whole)
    if claim.edit_kind is EditKind.ADDED:
        return f"the documented default of {who} is {show_value(claim.new_value)}; before, none was told."
    if claim.edit_kind is EditKind.REMOVED:
        return f"{who} has no documented default any more (it was {show_value(claim.old_value)})."
    return f"the default of {who} is now {show_value(claim.new_value)}; it was {show_value(claim.old_value)}."


def _additional_message(claim: KeywordEdit, whole: str) -> str:
    who = field_name(claim.schema_pointer, whole)
    if claim.new_value is False:
        return f"{who} takes no fields any more but those it names."
    if claim.old_value is False:
        return f"{who} now takes fields that it does not name."
    return f"{who} takes other values in the fields that it does not name."


def _accepts_nothing_message(claim: KeywordEdit, whole: str) -> str:
    takes = "takes nothing any more" if claim.edit_kind is EditKind.ADDED else "takes values now"
    return f"{field_name(claim.schema_pointer, whole)} {takes}."


def _annotation_message(claim: KeywordEdit, whole: str) -> str:
    return f"the {claim.keyword.strip('$')} of {field_name(claim.schema_pointer, whole)} was {claim.edit_kind}."


def _flag_message(claim: KeywordEdit, whole: str) -> str:
    said = "is no longer marked" if claim.edit_kind is EditKind.REMOVED else "is now marked"
    return f"{field_name(claim.schema_pointer, whole)} {said} {claim.keyword}."


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
    ("required", EditKind.ADDED): "Give {} in every call.",
    (
        "default",
        EditKind.CHANGED,
    ): "Where you leave {} out, give it yourself if the old value matters.",
    ("default", EditKind.REMOVED): "Where you leave {} out, give it yourself.",
    ("type", EditKind.CHANGED): "Give {} in its new type.",
}


def change_advice(claim: KeywordEdit, direction: Direction, whole: str, *, sure: bool) -> str:
    """Say what to look at in calling code; what no witness shows may be so, but is not `sure`."""
    refused = "are refused" if sure else "may be refused"
    who = _property_subject(claim, whole) if claim.name else field_name(claim.schema_pointer, whole)
    if direction is Direction.RESPONSE and claim.kind == "property-removed":
        return f"Look at the code that reads {who}: answers may come without it."
    if direction is Direction.RESPONSE:
        return f"Look at the code that reads {who}: it meets values that it has not met before."
    if claim.keyword == MEDIA_KEYWORD and claim.old_value is not None:
        return media_messages.media_advice(claim, who, refused)
    known = _REQUEST_ADVICE.get((claim.keyword, claim.edit_kind))
    if known:
        return known.format(who)
    if not claim.schema_pointer:
        return f"Look at your calls: some inputs {refused} now."
    return f"Look at the calls that set {who}: some of its values {refused} now."
