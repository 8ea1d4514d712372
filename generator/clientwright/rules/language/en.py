"""How English states rules."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME
from clientwright.rules.language.english_signs import ENGLISH_SIGNS

AND, OR = ("and",), ("or",)
SPACED = True

_GIVEN = r"(?:given|provided|set|specified|used|supplied|passed|present|included|defined|submitted)"
_GIVE = r"(?:(?:please )?(?:you )?(?:must |have to |need to )?(?:give|provide|specify|use|set|supply|pass|include))"
_THE = r"(?:the )?(?:(?:parameters|fields|inputs) )?"
_NOT = r"(?:cannot|can not|can't|must not|may not)"
_TOGETHER = r"(?:together|at the same time|simultaneously)"
_FIELD, _OTHER = (rf"[`\"']?(?P<{name}>{NAME})[`\"']?" for name in ("field", "other"))
_COUNT = rf"exactly (?P<n>[0-9]{{1,6}}) items? in (?P<array>{NAME})"
_IS = r"(?:is(?: set to)?|equals|=)"
_SIDE = r"(?:(?P<most>at most|no more than)|at least|no less than)"
_UNIT = r"(?:(?P<items>items?)|(?P<characters>characters?)|seconds)"
_BOUND = rf"(?:must|can|may) (?:be|(?P<have>have)) {_SIDE} (?P<limit>-?[0-9.]+)(?: {_UNIT})?"
_MOST = rf"(?P<most>{NAME}|-?[0-9]+(?:\.[0-9]+)?)(?: seconds)?"
_OF = rf"(?P<name>{NAME}) (?:in|of) (?:all )?(?P<array>{NAME})"
_N = r"(?P<n>[0-9]{1,6})"

_S, _C = r"(?P<subject>.+?)", r"(?P<state>.+?)"
_BE = r"(?:is|are)"
_FREE = r"(?:supported|available|allowed|permitted|accepted|compatible|usable|possible)"
_USED = rf"(?:{_GIVEN}|combined|mixed|enabled|selected|chosen|applied)"
_WITH = r"(?:(?:together |along |in combination |in conjunction |simultaneously )?with|alongside|at the same time as|in combination with)"
_IF = r"(?:if|when|while|whenever|when using|if using|when used with)"
_AT = r"(?:for|in|at|with|on|under)"
_IN = rf"(?:{_WITH}|{_IF}|(?P<place>for|in|at))"
_CANNOT = r"(?:cannot|can not|can't|can’t|must not|mustn't|may not)"
_OMIT = r"(?:omitted|absent|unset|left out|left unset|left empty|empty|removed)"
_MISSING = r"(?:omitted|absent|missing|not (?:also )?" + _GIVEN + r")"
_MAX = r"(?:at most|no more than|no longer than|up to|a maximum of|max\.?|maximum)"
_MIN = r"(?:at least|no less than|no shorter than|a minimum of)"
_LIMIT = r"(?P<limit>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:[ -]?(?P<unit>s|secs?|seconds?)(?: long)?)?"
_MEDIA = r"(?: (?:videos?|clips?|outputs?|generations?|results?))?"
_CAPPED = rf"{_BE} (?:limited|restricted|capped) (?:to|at)(?: {_MAX})?"
_UP_TO = rf"(?:(?:must|can|may)(?: only)? (?:be|last) {_MAX}|{_CANNOT} (?:exceed|be (?:more|longer|greater|higher) than)|{_CAPPED})"
_FROM = rf"(?:must (?:be|last) (?P<least>{_MIN}))"
_SIDED = rf"(?:{_UP_TO}|{_FROM}|(?P<exactly>must be(?: exactly| set to)?))"
_ARRAY = r"(?:array|list|field|parameter|input)"
_NAMED = rf"(?P<field>{NAME})"

SENTENCES = {
    "state": (
        rf"(?:the )?{_NAMED}(?: (?:{_BE}|to be)(?: also)? (?P<given>{_GIVEN}))?",
        rf"{_NAMED} {_BE} (?:(?P<on>enabled|on|turned on|active)|(?P<off>disabled|off|turned off|inactive))",
        rf"{_NAMED} (?:{_BE}(?: set)? to|{_BE}|to be|set to|equals) (?P<value>.+)",
        rf"{_NAMED}\s*(?:==?|:)\s*(?P<value>.+)",
        rf"(?:an? |the )?(?P<value>\S+(?:(?:,| or| and) \S+)*?) {_NAMED}",
        rf"{_NAMED} (?:of )?(?P<value>[`\"']?\S*[0-9]\S*|[`\"'].+[`\"'])",
        r"(?:an? |the )?(?P<value>.+?)(?: (?:videos?|clips?|outputs?|generations?|results?))?",
    ),
    "excludes": (
        rf"{_S} {_BE} (?:currently )?(?:not {_FREE}|incompatible|unsupported|unavailable|mutually exclusive|exclusive) {_IN} {_C}",
        rf"{_S} {_CANNOT} be {_USED} {_IN} {_C}",
        rf"{_S} (?:does not|doesn't|do not|don't) (?:support|allow|accept) {_C}",
        rf"{_S} conflicts? with {_C}",
        rf"{_NAMED} {_CANNOT} be(?: set to)? (?P<values>.+?) {_IF} {_S}",
        rf"(?:{_IF}|{_AT}) {_S}, {_NAMED} {_CANNOT} be(?: set to)? (?P<values>.+)",
        rf"{_S} must be {_OMIT} (?:{_IF}|with) {_C}",
        rf"(?:{_IF}|{_AT}) {_C}, {_S} {_BE} (?:not {_FREE}|unsupported|unavailable)",
        rf"(?:{_IF}|{_AT}) {_C}, {_S} {_CANNOT} be {_GIVEN}",
        rf"(?:do not|don't|never) (?:use|set|give|provide|specify|combine|pass) {_S} (?:{_WITH}|{_IF}) {_C}",
    ),
    "only-with": (
        rf"{_S} {_BE} (?:currently )?only {_FREE} {_IN} {_C}",
        rf"{_S} {_BE} {_FREE} only {_IN} {_C}",
        rf"{_S} (?:can|may) only be {_USED} {_IN} {_C}",
        rf"{_S} (?:must|has to|needs to) be {_USED} {_WITH} {_C}",
        rf"{_S} (?:requires?|needs?) {_C}(?: as well| too)?",
        rf"{_S} {_CANNOT} be {_USED} without {_C}",
        rf"{_S} {_BE} not {_FREE} without {_C}",
        rf"{_S} must be accompanied by {_C}",
        rf"(?:{_IF}|{_AT}) {_S}, {_NAMED} must be(?: set to)? (?P<values>.+)",
        rf"{_NAMED} must be(?: set to)? (?P<values>.+?) {_IF} {_S}",
    ),
    "bound-in-state": (
        rf"{_FIELD} {_BOUND} (?:if|when|while) {_C}",
        rf"(?:if|when|while) {_C}, {_FIELD} {_BOUND}",
        rf"{_NAMED} {_SIDED} {_LIMIT} (?:{_IF}|{_AT}) {_C}",
        rf"(?:{_IF}|{_AT}) {_C}, {_NAMED} {_SIDED} {_LIMIT}",
        rf"(?:{_IF}|{_AT}) {_C}, {_NAMED} {_BE} {_MAX} {_LIMIT}",
        rf"(?:{_IF}|{_AT}) {_C}, (?:the )?(?:maximum|max\\.?) {_NAMED} {_BE} {_LIMIT}",
        rf"(?:videos|clips|outputs|generations) {_AT} {_C} {_CAPPED} {_LIMIT}",
        rf"{_C}{_MEDIA} {_CAPPED} {_LIMIT}",
        rf"{_C}{_MEDIA} {_CANNOT} (?:exceed|be (?:more|longer) than) {_LIMIT}",
        rf"{_C}{_MEDIA} (?:can|may) (?:only )?(?:be|last) (?:up to|at most) {_LIMIT}",
        rf"{_C} (?:supports?|allows?) {_MAX} {_LIMIT}",
        rf"{_C} (?P<exactly>only supports?|only allows?|supports? only|allows? only) {_LIMIT}",
        rf"(?P<exactly>only) {_LIMIT} {_BE} {_FREE} (?:{_IF}|{_AT}) {_C}",
        rf"(?:limited to )?{_MAX} {_LIMIT} (?:{_IF}|{_AT}) {_C}",
        rf"(?:the )?(?:maximum|max\.?) {_NAMED} (?:{_IF}|{_AT}) {_C} is {_LIMIT}",
        rf"(?:the )?(?:maximum|max\.?) {_NAMED} is {_LIMIT} (?:{_IF}|{_AT}) {_C}",
    ),
    "at-most-one-of": (
        rf"{_THE}{ANY_LIST} are mutually exclusive",
        rf"(?:at most|only|no more than) one of {_THE}{ANY_LIST} (?:may|can|should|must) be {_GIVEN}(?: at (?:a|the same) time)?",
        rf"{_THE}{ANY_LIST} are (?:incompatible|not compatible)(?: with each other)?",
        rf"{_THE}{ANY_LIST} {_NOT} be (?:combined|mixed)(?: with each other)?",
        rf"(?:either )?(?P<list>{NAME} or {NAME}) (?:can|may) be {_GIVEN},? but not both",
        rf"exactly one of {_THE}{ANY_LIST} (?:may|can|must|should) be {_GIVEN}",
        rf"{_THE}{ANY_LIST} {_NOT} be {_GIVEN} {_TOGETHER}",
        rf"{_THE}{ANY_LIST} {_NOT} both be {_GIVEN}",
        rf"{_GIVE} (?:at most|only|exactly) one of {_THE}{ANY_LIST}",
        rf"{_GIVE} (?:either )?(?P<list>{NAME} or {NAME}),? (?:but )?not both",
    ),
    "at-least-one-of": (
        rf"at least one of {_THE}{ANY_LIST} (?:must|should|has to|needs to) be {_GIVEN}",
        rf"(?:at least one|exactly one|one or more|one) of {_THE}{ANY_LIST} (?:is|are) required",
        rf"exactly one of {_THE}{ANY_LIST} (?:must|should) be {_GIVEN}",
        rf"(?:one or more|one) of {_THE}{ANY_LIST} must be {_GIVEN}",
        rf"either {ANY_LIST} (?:must be {_GIVEN}|is required)",
        rf"{_GIVE} (?:at least|exactly) one of {_THE}{ANY_LIST}",
        rf"(?:at least one|one or more) of {_THE}{ANY_LIST}",
        rf"{_THE}(?P<list>{NAME} or {NAME}) (?:is (?:required|mandatory)|must be {_GIVEN})",
        rf"(?:you )?(?:must|have to|need to) {_GIVE} (?:either )?(?P<list>{NAME} or {NAME})(?:,? or both)?",
        rf"{_THE}{ANY_LIST} {_CANNOT} both be (?:omitted|absent|missing|unset|left out)",
        rf"(?P<one>{NAME}) (?:is (?:required|mandatory)|must be {_GIVEN}) unless (?P<two>{NAME}) is {_GIVEN}",
        rf"(?P<one>{NAME}) (?:is (?:required|mandatory)|must be {_GIVEN}) (?:if|when) (?P<two>{NAME}) is {_MISSING}",
        rf"(?:if|when) (?P<two>{NAME}) is {_MISSING}, (?P<one>{NAME}) (?:is (?:required|mandatory)|must be {_GIVEN})",
    ),
    "requires": (
        rf"(?P<field>{NAME}) requires {AND_LIST}(?: to be {_GIVEN}| as well| too)?",
        rf"(?P<field>{NAME}) requires {_COUNT}",
        rf"(?P<field>{NAME}) requires {AND_LIST},? and {_COUNT}",
        rf"(?:if|when) (?P<field>{NAME}) is {_GIVEN}, {AND_LIST} (?:must (?:also )?be {_GIVEN}|(?:is|are) (?:also )?required)",
        rf"{AND_LIST} (?:is|are) (?:also )?(?:required|mandatory) (?:if|when|whenever) (?P<field>{NAME}) is {_GIVEN}",
        rf"{AND_LIST} (?:(?:is|are) (?:required|mandatory)|must (?:also )?be {_GIVEN}) (?:when|if) using (?P<field>{NAME})",
        rf"(?:if|when) using (?P<field>{NAME}), {AND_LIST} (?:must (?:also )?be {_GIVEN}|(?:is|are) (?:also )?required)",
        rf"(?:if|when) (?P<field>{NAME}) is {_GIVEN}, (?:you must|please) (?:also )?(?:give|provide|specify|set|supply|pass|include) {AND_LIST}",
        rf"{AND_LIST} must (?:also )?be {_GIVEN} (?:if|when|whenever) (?P<field>{NAME}) is {_GIVEN}",
        rf"(?P<field>{NAME}) (?:can|may) only be {_GIVEN} (?:together|along|in combination) with {AND_LIST}",
    ),
    "value-forbids-value": (
        rf"(?:if|when|while) {_FIELD} {_IS} (?P<value>[^,，]+?), {_OTHER} (?:cannot|can not|can't|may not|must not) be (?P<list>.+?)",
        rf"{_OTHER} (?:cannot|can not|can't|may not|must not) be (?P<list>.+?) (?:if|when|while) {_FIELD} {_IS} (?P<value>[^,，]+?)",
    ),
    "sum-at-most": (
        rf"the values (?:of {_OF}|in (?P<flat>{NAME})) must add up to at most {_MOST}",
        rf"the (?:sum|total) of (?:the |all |every )?{_OF} (?:must|may|can) (?:not exceed|be at most|be no more than) {_MOST}",
        rf"the (?:sum|total) of (?:the |all |every )?{_OF} cannot exceed {_MOST}",
        rf"the (?:total|combined|summed) {_OF} {_CANNOT} exceed {_MOST}",
        rf"the (?:total|combined|summed) {_OF} (?:must|may|can) be (?:at most|no more than) {_MOST}",
    ),
    "counts-together": (
        rf"{AND_LIST} (?:together|in total) (?:may|can|must) (?:hold|have|contain) (?:at most|no more than) {_N} items?",
        rf"the total number of (?:items in )?{AND_LIST} (?:must not|cannot|may not) exceed {_N}",
        rf"the total number of (?:items in )?{AND_LIST} must be (?:at most|no more than) {_N}",
        rf"(?:the )?(?:total|combined|total combined) (?:number|count) of (?:items in |all )?{AND_LIST} (?:is (?:limited to|at most)|{_CANNOT} (?:be more than|exceed)|must be {_MAX}) {_N}(?: items?)?",
        rf"(?P<list>{NAME}(?:(?:, | and | plus | \+ ){NAME})+) (?:combined|together|in total|taken together) (?:{_CANNOT} (?:exceed|be more than)|(?:is|are) limited to) {_N}(?: items?)?",
        rf"(?:at most|up to|no more than|a maximum of|maximum(?: of)?|max\.?) {_N} items? in total (?:across|in|for) (?P<list>{NAME}(?:(?:, | and | plus | \+ ){NAME})+)",
        rf"(?:a )?(?:maximum|max\.?) total of {_N} (?:items? )?(?:across|in|for) (?P<list>{NAME}(?:(?:, | and | plus | \+ ){NAME})+)",
    ),
    "cites-in-order": (
        rf"(?:in (?:the )?(?P<text>{NAME}),? )?(?P<before>[@\[<]*(?P<noun>image|video|audio|picture|clip)[ _#]?)1(?P<after>[\]>]*) (?:refers? to|is|means|denotes|stands for|corresponds to|references) the (?:first|1st) (?P=noun)(?: (?:in|of) (?:the )?(?P<media>{NAME})(?: {_ARRAY})?)?(?:(?:,| and|, and) [@\[<]*(?P=noun)[ _#]?2[\]>]* (?:(?:refers? )?to |is |means )?the (?:second|2nd)(?: (?:one|(?P=noun)))?)?(?:,? (?:and so on|and so forth|etc\.?))?",
    ),
    "cited-media": (
        rf"what (?P<text>{NAME}) cites must be given: (?P<cites>.+), counted from 1",
        rf"(?P<cites>each \S+\{{n\}}) cited in (?P<text>{NAME}) must be one of (?P<media>{NAME}), counted from 1",
    ),
}
"""Whole sentences that state a rule, by kind."""

_NOUN = r"(?:input )?(?:fields?|parameters?|params?|options?|inputs?|settings?|property|properties|arguments?|attributes?|keys?|flags?)"
_PREFIX = r"(?:(?:please )?note(?: that)?[:,]?|important[:,]|warning[:,]|caution[:,]|limitations?:|constraints?:|requirements?:|restrictions?:)"
_VERB = r"(?:requires?|needs?|conflicts? with|cannot|can not|can't|can’t|can only|may only|mustn't|may not|(?:does not|doesn't) (?:support|allow|accept)|(?:must|has to|needs to) (?:not |also |only |always )*be|must not)\b"
_STATED = rf"(?:(?:also |currently )?(?:not |only )?{_FREE}(?: only)? {_IN}\b|mutually exclusive\b|exclusive with\b|incompatible\b|unsupported\b|unavailable\b|(?:also )?(?:required|mandatory) (?:{_IF}|unless|with)\b|(?:limited|restricted|capped) (?:to|at)\b)"

REWRITES = {
    "subject": (
        _NOUN,
        (
            (rf"^{_PREFIX} ", ""),
            (rf"\bthis (?:value|{_NOUN})(?!\w)", "{own}"),
            (rf"^(?:if|when|whenever) (?:it is |this is )?{_GIVEN}, (?={_VERB}|{_STATED})", ""),
            (rf"^(?:if|when|whenever) (?:it is |this is )?{_GIVEN}, ", "if {own} is provided, "),
            (rf"^(?={_VERB})", "{own} "),
            (
                r"^(do not|don't|never) (use|set|give|provide|specify|combine|pass) (?=together|along|in com|simult|with |alongside|if |when |while )",
                r"\1 \2 {own} ",
            ),
            (rf"^(?={_STATED})", "{own} is "),
        ),
    )
}
"""Words for a field, and what brings a sentence into the form of the templates; `{own}` is the text's own field."""


PARTS = {
    "cited-media": (
        r"(?:,| and) (?=each )",
        rf"each (?P<pattern>\S[^,]*?)(?: (?:must be )?one of (?P<media>{NAME}))?",
    )
}
"""What separates the parts of a list in such a sentence, and the form of one part, by kind."""

SUM_WORDS = {
    "must": (
        "must|should|shall|ha(?:s|ve) to|needs? to|ought to|(?:is|are) (?:required|expected|supposed) to|(?:is|are) to|(?:make|be) sure(?: that)?|ensure(?: that)?|"
        "it is (?:required|necessary|important|mandatory) that"
    ),
    "equal": (
        "equals?|be|be equal to|be equal|equal to|be equivalent to|match|matches|match up with|be matched by|be equall?ed by|be (?:exactly |"
        "precisely )?the same(?: as)?|be identical(?: to| with)?|correspond (?:exactly )?(?:to|with)|agree with|coincide with|have the same|be set to"
    ),
    "equal together": (
        "add (?:exactly |precisely )?up (?:exactly |precisely )?to|adds? up to|add (?:exactly )?to|sum (?:exactly |precisely )?(?:up )?(?:exactly |precisely )?to|"
        "sums (?:up )?to|be summed (?:up )?to|total up to|amount (?:exactly )?to|come (?:exactly )?to|make up|be made up of|be composed of|be comprised of|"
        "accumulate to|add up (?:together )?to"
    ),
    "must equal together": "(?:must|should|shall|ha(?:s|ve) to|needs? to) (?:exactly |always )?total",
    "equal duration": "(?:be )?(?:exactly )?as long as|last (?:exactly )?as long as",
    "together": (
        "together|in total|combined|in combination|altogether|collectively|jointly|cumulatively|taken together|added together|added up|summed up|when (?:combined|"
        "added together|added up|added|summed|summed up|taken together)"
    ),
    "sum": "sum|sum total|total sum|summation|summed|summed[- ]up|added|added[- ]up|aggregated?|cumulative|cumulated|accumulated",
    "total": "total|totals|overall|totall?ed",
    "all": "all|all its|all of its|each|every|all of|all the|each of|every one of|each and every",
    "all part": "all of them|each of them|(?:each|every|each single|all of the) parts?",
    "part": (
        "(?:(?:video|scene|prompt|multi[- ]?prompt|multi[- ]?shot|shot|individual|storyboard) )?(?:sub-?)?(?:segments?|shots?|clips?|scenes?|parts|prompts?|items?|"
        "entry|entries|elements?|sections?|pieces|sequences?|chunks|cuts|storyboards?|takes)|multi[- ]?prompts?"
    ),
    "duration": (
        "durations?|lengths?|times?|seconds|runtimes?|run(?:ning)? times?|play(?:ing|back)? times?|timings?|(?:requested|specified|desired|target|chosen|selected|"
        "configured|set|given) (?:duration|length|time)|that of|those of|(?:duration|length) values?"
    ),
    "total duration": "(?:requested|specified|desired|target|chosen|selected|configured|set|given) (?:total|overall) (?:duration|length|time)",
    "video duration": "the video's",
    "video": (
        "video|(?:(?:output|final|finished|generated|resulting|complete|completed|produced|requested) )?(?:video|movie|film)|(?:output|final|finished|generated|"
        "resulting|complete|completed) (?:clip|output|result)|output|generation|video (?:output|generation|clip being generated)"
    ),
    "neutral": (
        "the|of|in|for|to|as|across|exactly|precisely|always|also|strictly|please|note|notes|note that|please note that|important|importantly|'s|'|s'|individual|"
        "respective|entire|whole|full|complete|parameter|parameters|field|fields|value|values|property|option|setting|input field|input parameter|rule|requirement|"
        "constraint|remember that|keep in mind that|equal in"
    ),
}
"""All the words that the sentence of a sum may hold, by what they mean."""
SIGNS = ENGLISH_SIGNS
