"""How English states rules."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME

AND, OR = ("and",), ("or",)
SPACED = True

_GIVEN = r"(?:given|provided|set|specified|used|supplied|passed|present)"
_GIVE = r"(?:give|provide|specify|use|set)"
_THE = r"(?:the )?(?:(?:parameters|fields|inputs) )?"
_NOT = r"(?:cannot|can not|can't|must not|may not)"
_TOGETHER = r"(?:together|at the same time|simultaneously)"
_FIELD, _OTHER, _WHEN = (
    rf"[`\"']?(?P<{name}>{NAME})[`\"']?" for name in ("field", "other", "when")
)
_COUNT = rf"exactly (?P<n>[0-9]{{1,6}}) items? in (?P<array>{NAME})"
_IS = r"(?:is(?: set to)?|equals|=)"
_STATE = rf"{_WHEN} is (?:(?P<given>{_GIVEN})|(?:set to )?(?P<value>[^,]+?))"
_SIDE = r"(?:(?P<most>at most|no more than)|at least|no less than)"
_UNIT = r"(?:(?P<items>items?)|(?P<characters>characters?)|seconds)"
_BOUND = rf"(?:must|can|may) (?:be|(?P<have>have)) {_SIDE} (?P<limit>-?[0-9.]+)(?: {_UNIT})?"
_MOST = rf"(?P<most>{NAME}|-?[0-9]+(?:\.[0-9]+)?)(?: seconds)?"
_OF = rf"(?P<name>{NAME}) (?:in|of) (?:all )?(?P<array>{NAME})"
_N = r"(?P<n>[0-9]{1,6})"

SENTENCES = {
    "at-most-one-of": (
        rf"(?P<one>{NAME}) {_NOT} be (?:{_GIVEN}|combined) (?:together |in combination )?with (?P<two>{NAME})",
        rf"(?P<one>{NAME}) {_NOT} be {_GIVEN} at the same time as (?P<two>{NAME})",
        rf"{_THE}{ANY_LIST} are mutually exclusive",
        rf"(?:at most|only|no more than) one of {_THE}{ANY_LIST} (?:may|can|should|must) be {_GIVEN}",
        rf"exactly one of {_THE}{ANY_LIST} (?:may|can|must|should) be {_GIVEN}",
        rf"{_THE}{ANY_LIST} {_NOT} be {_GIVEN} {_TOGETHER}",
        rf"{_THE}{ANY_LIST} {_NOT} both be {_GIVEN}",
        rf"{_GIVE} (?:at most|only|exactly) one of {_THE}{ANY_LIST}",
        rf"{_GIVE} either (?P<list>{NAME} or {NAME}),? (?:but )?not both",
    ),
    "at-least-one-of": (
        rf"at least one of {_THE}{ANY_LIST} (?:must|should|has to|needs to) be {_GIVEN}",
        rf"(?:at least one|exactly one|one or more|one) of {_THE}{ANY_LIST} (?:is|are) required",
        rf"exactly one of {_THE}{ANY_LIST} (?:must|should) be {_GIVEN}",
        rf"(?:one or more|one) of {_THE}{ANY_LIST} must be {_GIVEN}",
        rf"either {ANY_LIST} (?:must be {_GIVEN}|is required)",
        rf"{_GIVE} (?:at least|exactly) one of {_THE}{ANY_LIST}",
    ),
    "requires": (
        rf"(?P<field>{NAME}) requires {AND_LIST}(?: to be {_GIVEN}| as well| too)?",
        rf"(?P<field>{NAME}) requires {_COUNT}",
        rf"(?P<field>{NAME}) requires {AND_LIST},? and {_COUNT}",
        rf"(?:if|when) (?P<field>{NAME}) is {_GIVEN}, {AND_LIST} (?:must (?:also )?be {_GIVEN}|(?:is|are) (?:also )?required)",
        rf"{AND_LIST} (?:is|are) required (?:if|when|whenever) (?P<field>{NAME}) is {_GIVEN}",
        rf"{AND_LIST} must (?:also )?be {_GIVEN} (?:if|when|whenever) (?P<field>{NAME}) is {_GIVEN}",
        rf"(?P<field>{NAME}) (?:can|may) only be {_GIVEN} (?:together|along|in combination) with {AND_LIST}",
    ),
    "value-forbids-value": (
        rf"(?:if|when|while) {_FIELD} {_IS} (?P<value>[^,，]+?), {_OTHER} (?:cannot|can not|can't|may not|must not) be (?P<list>.+?)",
        rf"{_OTHER} (?:cannot|can not|can't|may not|must not) be (?P<list>.+?) (?:if|when|while) {_FIELD} {_IS} (?P<value>[^,，]+?)",
    ),
    "bound-when": (
        rf"{_FIELD} {_BOUND} (?:if|when|while) {_STATE}",
        rf"(?:if|when|while) {_STATE}, {_FIELD} {_BOUND}",
    ),
    "sum-at-most": (
        rf"the values (?:of {_OF}|in (?P<flat>{NAME})) must add up to at most {_MOST}",
        rf"the (?:sum|total) of (?:the |all |every )?{_OF} (?:must|may|can) (?:not exceed|be at most|be no more than) {_MOST}",
        rf"the (?:sum|total) of (?:the |all |every )?{_OF} cannot exceed {_MOST}",
    ),
    "counts-together": (
        rf"{AND_LIST} (?:together|in total) (?:may|can|must) (?:hold|have|contain) (?:at most|no more than) {_N} items?",
        rf"the total number of (?:items in )?{AND_LIST} (?:must not|cannot|may not) exceed {_N}",
        rf"the total number of (?:items in )?{AND_LIST} must be (?:at most|no more than) {_N}",
    ),
    "cited-media": (
        rf"what (?P<text>{NAME}) cites must be given: (?P<cites>.+), counted from 1",
        rf"(?P<cites>each \S+\{{n\}}) cited in (?P<text>{NAME}) must be one of (?P<media>{NAME}), counted from 1",
    ),
}
"""Whole sentences that state a rule, by kind."""

PARTS = {
    "cited-media": (
        r"(?:,| and) (?=each )",
        rf"each (?P<pattern>\S[^,]*?)(?: (?:must be )?one of (?P<media>{NAME}))?",
    )
}
"""What separates the parts of a list in such a sentence, and the form of one part, by kind."""

_MUST = r"\b(must|should|shall|has to|have to|needs? to)\b"
_EACH = (
    r"\b(all|each|every|individual|segments?|shots?|scenes?|clips?|items?|prompts?|multi_prompt)\b"
)
CLAIMS = {
    "sum-equals": (
        (r"\b(sum|summed)\b", _MUST, r"\b(equals?|match|be the same|be exactly)\b"),
        (r"\b(total|combined)\b", _MUST, _EACH, r"\b(equals?|match|be the same)\b"),
        (_MUST + r".*\b(add|sum) (up )?to\b",),
    )
}
"""Words that state a rule if all of them are in a sentence, in any order, by kind."""

DENIALS = {
    "sum-equals": r"or equal|at most|at least|up to \d|exceed|\bnot\b|n't\b|n’t\b|\bnever\b|\bcannot\b|\bno need\b|"
    r"\b(less|more|fewer|greater|larger|smaller|shorter|longer) than\b|\bunless\b|\bexcept\b"
}
"""Words that deny, bound or condition what a sentence states, by kind."""

NOUNS = {"duration": r"duration|length"}
"""What text calls a property instead of using its name."""
