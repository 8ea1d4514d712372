"""The message of a change, and the advice for calling code.

Each constraint tells the edits of its keywords; what has no sentence of its own is told by the
wording of the keyword, which follows "must" or "may now". In the sentence of a rule, its fields are
marked as code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.evolution.diff.changes import Direction
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.rules.base import Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.schema.keyword_edit import ACCEPTS_NOTHING, EditKind, KeywordEdit
from clientwright.schema.keywords import BY_KEYWORD, CONSTRAINTS
from clientwright.schema.keywords.bounds import BOUNDS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.wording import (
    Wording,
    show_code,
    show_number,
    show_text,
    show_value,
    values_missing_from,
)
from clientwright.specs.model import Endpoint

PROSE_FORMATS_NOTE = " Its description changed as well, and may still state the formats in a way that is not recognized."
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
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_SENTENCE_WORDS = frozenset(
    "a add all and at by characters cites counted each equal exactly from given has have hold if in is it item "
    "items least match may more most multiple must no not of one only or others requires than them "
    "the there to together up what while".split()
)
"""Words of the sentences themselves: a field with such a name is not marked."""
_WORDINGS: Mapping[str, Wording] = {
    keyword: wording for one in CONSTRAINTS for keyword, wording in one.wording.items()
}


def field_name(pointer: str, root_name: str = "the input") -> str:
    """Return the readable name of a schema pointer: `multi_prompt[].duration`.

    `*` is any field that the schema does not name.
    """
    steps, phrase = split_pointer(pointer), ""
    while steps:
        word = steps.pop(0)
        if word == "properties" and steps:
            phrase += f".{steps.pop(0)}"
        elif word in ("items", "prefixItems"):
            steps = steps[1:] if word == "prefixItems" else steps
            phrase += "[]"
        elif word == "additionalProperties":
            phrase += ".*"
        elif word == "patternProperties" and steps:
            phrase += f"./{steps.pop(0)}/"
        elif word in ("anyOf", "allOf", "oneOf"):
            steps = steps[1:]
    phrase = phrase.removeprefix(".")
    return show_code(phrase) if phrase else root_name


def has_phrase(keyword: str) -> bool:
    """Return whether a keyword has words of its own."""
    return keyword in _WORDINGS


def may_phrase(keyword: str, value: Any) -> str:
    """Return what a looser bound allows, in words that follow "may now"; empty for other keywords."""
    keyword, value = _bound(keyword, value)
    return _WORDINGS[keyword].permission(value) if keyword in _WORDINGS else ""


def _bound(keyword: str, value: Any) -> tuple[str, Any]:
    """Return keyword and value; an end of a range is written with the keyword that sets it."""
    if keyword in BOUNDS.keywords:
        ((keyword, value),) = value.items()
    return keyword, value


def previous_phrase(keyword: str, value: Any, beside: Any) -> str:
    """Return the old value of a keyword, in words that follow "it was"."""
    if keyword in BOUNDS.keywords:
        word, bound = _bound(keyword, value)
        same = word in beside
        return str(show_number(bound)) if same else _WORDINGS[word].phrase(bound)
    wording = _WORDINGS.get(keyword)
    if wording and (wording.may or wording.bare):
        return show_text(str(value))
    if wording is None:
        return show_value(value)
    return must_phrase(keyword, value).removeprefix("be ").removeprefix("of type ")


def must_phrase(keyword: str, value: Any) -> str:
    """Return what a keyword with this value requires."""
    keyword, value = _bound(keyword, value)
    if keyword in _WORDINGS:
        return _WORDINGS[keyword].requirement(value)
    return f"keep {keyword}: {show_value(value)}"


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


def rule_sentence(rule: Rule) -> str:
    """Return a rule's sentence with its fields marked as code, except inside quotes."""
    names = {label for path in rule.paths() for label in _field_labels(path)} - _SENTENCE_WORDS
    if not names:
        return rule.sentence()
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    named = re.compile(rf"(?<![\w.@`])({'|'.join(longest)})(?![\w{{`])")
    parts = _QUOTED.split(rule.sentence())
    return "".join(p if p.startswith('"') else named.sub(r"`\1`", p) for p in parts)


def _field_labels(path: JsonPath) -> list[str]:
    """Return the names that a sentence may use for a field: its full path, any tail of it, its root."""
    steps = [step for step in path.steps if step is not EACH_ITEM]
    return [".".join(steps[n:]) for n in range(len(steps))] + steps[:1]


def rule_advice(rule: Rule) -> str:
    """Return which calls to check."""
    names = [field_name(path.schema_pointer()) for path in rule.paths()]
    return f"Check the calls {rule.affected_calls(list(dict.fromkeys(names)))}."
