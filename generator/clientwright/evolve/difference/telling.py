"""The sentence of a change, and what it means for calling code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clientwright.evolve.difference import media_words
from clientwright.evolve.difference.claims import Claim
from clientwright.evolve.difference.phrases import allowed, asked, beside, shown, subject, was
from clientwright.evolve.difference.values import Direction, Edit
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

Sentence = Callable[[Claim, str], str]


def message(claim: Claim, whole: str) -> str:
    """Say what was changed."""
    tell = _TOLD.get(claim.keyword, _constraint)
    said = tell(claim, whole)
    return said[:1].upper() + said[1:]


def _constraint(claim: Claim, whole: str) -> str:
    who, old, new = subject(claim.at, whole), claim.said_old, claim.said_new
    if new is None:
        return f"{who} need no longer {asked(claim.keyword, old)}."
    if old is None:
        return f"{who} must now {asked(claim.keyword, new)}."
    before = f"; it was {was(claim.keyword, old, new)}."
    if claim.edit is Edit.LOOSENED:
        wider = allowed(claim.keyword, new)
        now = f"may now {wider}" if wider else f"need now only {asked(claim.keyword, new)}"
        return f"{who} {now}{before}"
    return f"{who} must now {asked(claim.keyword, new)}{before}"


def _listed(claim: Claim, whole: str) -> str:
    """Tell which values came and which went, where both sides list theirs."""
    who, old, new = subject(claim.at, whole), claim.said_old, claim.said_new
    gone, come = (beside(old, new), beside(new, old)) if old and new else ("", "")
    if not gone and not come:
        return _constraint(claim, whole)
    if gone and come:
        return f"{who} no longer takes {gone}, but takes {come} now."
    return f"{who} no longer takes {gone}." if gone else f"{who} also takes {come} now."


def _typed(claim: Claim, whole: str) -> str:
    """Tell a type that came beside others, else like any other keyword."""
    old, new = (
        [said] if isinstance(said, str) else said for said in (claim.said_old, claim.said_new)
    )
    if claim.edit is Edit.LOOSENED and old and new and set(old) < set(new):
        more = " or ".join(kind for kind in new if kind not in old)
        return f"{subject(claim.at, whole)} may now also be of type {more}."
    return _constraint(claim, whole)


def _medium(claim: Claim, whole: str) -> str:
    return media_words.message(claim, subject(claim.at, whole))


def _branches(claim: Claim, whole: str) -> str:
    """Tell what was edited inside of the branches, where they are as many as before."""
    if not claim.inner or len(claim.said_old) != len(claim.said_new):
        return _constraint(claim, whole)
    told = list(dict.fromkeys(message(one, whole).rstrip(".") for one in claim.inner))
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    who = subject(claim.at, whole)
    return f"in a branch of {who} ({claim.keyword}): {'; '.join(told[:_MOST])}{more}."


_MOST = 3
"""Of so many edits inside of branches the sentence tells."""


def _required(claim: Claim, whole: str) -> str:
    who = _property(claim, whole)
    if claim.edit is Edit.REMOVED:
        return f"{who} need no longer be there."
    default = (
        "" if claim.said_new is None else f" (its documented default is {shown(claim.said_new)})"
    )
    return f"{who} must now be there{default}."


def _properties(claim: Claim, whole: str) -> str:
    who = _property(claim, whole)
    return f"{who} is new." if claim.edit is Edit.ADDED else f"{who} is gone."


def _property(claim: Claim, whole: str) -> str:
    return subject(join_pointer(claim.at, "properties", claim.name), whole)


def _default(claim: Claim, whole: str) -> str:
    who = subject(claim.at, whole)
    if claim.edit is Edit.ADDED:
        return f"the documented default of {who} is {shown(claim.said_new)}; before, none was told."
    if claim.edit is Edit.REMOVED:
        return f"{who} has no documented default any more (it was {shown(claim.said_old)})."
    return f"the default of {who} is now {shown(claim.said_new)}; it was {shown(claim.said_old)}."


def _rest(claim: Claim, whole: str) -> str:
    who = subject(claim.at, whole)
    if claim.said_new is False:
        return f"{who} takes no fields any more but those it names."
    if claim.said_old is False:
        return f"{who} now takes fields that it does not name."
    return f"{who} takes other values in the fields that it does not name."


def _nothing(claim: Claim, whole: str) -> str:
    takes = "takes nothing any more" if claim.edit is Edit.ADDED else "takes values now"
    return f"{subject(claim.at, whole)} {takes}."


def _words(claim: Claim, whole: str) -> str:
    return f"the {claim.keyword.strip('$')} of {subject(claim.at, whole)} was {claim.edit}."


def _mark(claim: Claim, whole: str) -> str:
    said = "is no longer marked" if claim.edit is Edit.REMOVED else "is now marked"
    return f"{subject(claim.at, whole)} {said} {claim.keyword}."


_TOLD: Mapping[str, Sentence] = {
    "required": _required,
    "properties": _properties,
    "enum": _listed,
    "type": _typed,
    MEDIA_KEYWORD: _medium,
    "default": _default,
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), _branches),
    "additionalProperties": _rest,
    "nothing": _nothing,
    **dict.fromkeys(("title", "description", "examples", "$comment", "$schema"), _words),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly"), _mark),
}

_REQUESTS: Mapping[tuple[str, Edit], str] = {
    ("properties", Edit.REMOVED): "Leave {} out of your calls.",
    ("required", Edit.ADDED): "Give {} in every call.",
    ("default", Edit.CHANGED): "Where you leave {} out, give it yourself if the old value matters.",
    ("default", Edit.REMOVED): "Where you leave {} out, give it yourself.",
    ("type", Edit.CHANGED): "Give {} in its new type.",
}


def advice(claim: Claim, direction: Direction, whole: str, *, sure: bool) -> str:
    """Say what to look at in calling code; what no witness shows may be so, but is not `sure`."""
    refused = "are refused" if sure else "may be refused"
    who = _property(claim, whole) if claim.name else subject(claim.at, whole)
    if direction is Direction.RESPONSE and claim.kind == "property-removed":
        return f"Look at the code that reads {who}: answers may come without it."
    if direction is Direction.RESPONSE:
        return f"Look at the code that reads {who}: it meets values that it has not met before."
    if claim.keyword == MEDIA_KEYWORD and claim.said_old is not None:
        return media_words.advice(claim, who, refused)
    known = _REQUESTS.get((claim.keyword, claim.edit))
    if known:
        return known.format(who)
    if not claim.at:
        return f"Look at your calls: some inputs {refused} now."
    return f"Look at the calls that set {who}: some of its values {refused} now."
