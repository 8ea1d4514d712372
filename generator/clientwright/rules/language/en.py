"""How English states rules."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME

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

_SAYS = r"\b(?:is|are|was|be|can|cannot|may|must|should|will|has|have|requires?|needs?|supports?|allows?|accepts?|uses?|sets?|describes?|generates?|makes?)\b"

SIGNS = {
    "rule": (
        r"\b(?:must|mustn't|shall|needs?|cannot|can ?not|can't|may (?:not|only)|can only|need to|needs to|have to|has to|requires?|mandatory)\b",
        r"\b(?:is|are) (?:also |always )?required\b|\brequired (?:if|when|whenever|unless|for|with|by|in)\b",
        r"\b(?:not|only|never|isn't|aren't|n't be) (?:\w+ )?(?:used|effective|supported|available|allowed|permitted|accepted|compatible|usable|possible|valid|applicable|active|applies|applied|works?|relevant|takes effect)\b",
        r"\b(?:supported|available|allowed|permitted|accepted|valid|applicable|usable) only\b",
        r"\b(?:doesn't|does not|do not|don't) (?:support|allow|accept|work with|use|set|combine|mix|provide)\b",
        r"\bonly (?:if|when|with|one|for|be|supports?|allows?|accepts?)\b|\bonly [0-9]",
        r"\b(?:unsupported|unavailable|incompatible|forbidden|prohibited|disallowed|exclusive|conflicts?)\b",
        r"\bat (?:most|least)\b|\bno (?:more|less|fewer|longer|shorter|greater) than\b|\bexactly (?:one|[0-9])",
        r"\bone of\b|\beither\b.*\bor\b|\bnot both\b|\bor both\b|\binstead of\b|\b(?:use[ds]?|using|usable|given|provided?|specified|specify|set|sent|pass(?:ed)?|supplied|supply|supported|allowed|available|works?|not|only|never) (?:\w+ ){0,2}?(?:together|alongside|in combination)\b|\b(?:not|only|never|must|can|cannot|may|be) combined\b|\bcombine\b.*\bwith\b|\bwithout\b.*\b(?:error|fail)",
        r"\b(?:limited|restricted|capped) (?:to|at)\b|\bexceeds?\b|\bup to [0-9]|\b(?:max|min)(?:imum)?\b[\w. ]{0,24}[:=]? ?[0-9]|\bvalid range\b|\b[0-9]+(?: ?[-–] ?| to )[0-9]+ (?:\w+ )?(?:images|videos|clips|items|files|voices)\b",
        r"\b(?:total|combined|sum)\b.*[0-9]|\bshould (?:\w+ )?(?:equal|match|not (?:be|exceed)|only be|never|be (?:[0-9]|at |the same|less|greater|between|within|used|set|provided|\S+ (?:if|when)\b))|\boptional (?:if|when|unless)\b",
        r"\b(?:refers? to|means) the (?:first|second|last|1st|n-?th)\b|\b(?:reference|referenced?|refer to|cited?|mention)(?:d|s)?\b.*\bprompt\b.*@|(?:@|<<<)[A-Za-z]+[ _]?1\b",
        r"\bwhen (?:using|used with)\b.*\b(?:must|only|not)\b|\bmutually\b|\bunless\b",
    ),
    "limit": (
        r"(?:unless|except\w*|excluding|however|but|yet|otherwise|though|although|or|nor|and|exceptions?|until|barring|still)\b",
        r"(?:only|just|solely|exclusively) (?:for|in|on|with|at|when|while|if|during|under|using|since|until|before|after|by)\b",
        r"(?:apart|aside) from\b|other than\b|save for\b|with the exception\b|prior to\b|as of\b|starting (?:with|in|from|on)\b|(?:since|from|before|after) v(?:ersion)? ?[0-9]",
        r"(?:not|never|no longer) (?:for|in|with|when|while|if|on|at|since|yet|anymore|any more)\b",
        r"(?:not|never|no longer) (?:\w+ )?(?:needed|required|necessary|the case|true|enforced|checked|applicable|mandatory)\b",
        r"(?:this|that|it) (?:restriction |limit |limitation |rule |requirement )?(?:only |does not |doesn't |is not |isn't )?(?:appl(?:y|ies)|needed|required)\b|(?:only )?applies\b",
    ),
    "waiver": (
        r"\bno longer\b|\bnot any ?more\b|\bexceptions?\b",
        r"\b(?:not|never|n['’]t|only) (?:\w+ ){0,2}?(?:needed|necessary|true|the case|enforced|checked|applicable|apply|applied|applies|hold|holds|mandatory|compulsory)\b",
        r"\b(?:not|never|n['’]t) (?:\w+ )?required\b|\bonly required\b|\bneed(?:n['’]t| not)\b|n['’]t need\b|\bnot need\b|(?:\bnot|n['’]t) have to\b",
        r"\b(?:can|may|could|might) (?:\w+ )?(?:be )?(?:omitted|left out|left empty|left blank|skipped|absent|missing|dropped)\b",
        r"\boptional (?:if|when|whenever|unless|in|for|with|since|on|at|from|as of)\b|\b(?:in|for|with|on|at|since|when|if|under)\b.*\boptional\b",
        r"\b(?:ignored|disregarded|overridden|lifted|waived|relaxed)\b|\bno effect\b|\b(?:precedence|priority)\b|\bwins\b|\boverrides?\b|\bpreferred\b",
        r"\b(?:works?|possible|supported|allowed|accepted) (?:\w+ ){0,2}?without\b",
        r"\b(?:this|that) (?:was|is|will|may|might|can|has|had|does|no|only)\b|\b(?:this|that|the|these) (?:restrictions?|limitations?|requirements?|constraints?|rules?)\b",
        r"\b(?:it|they) (?:can|may|is (?:now |also |still )?(?:allowed|supported|possible|optional)|works?)\b|(?<!not )(?<!only )(?<!n't )(?<!currently )\b(?:allowed|supported|possible|permitted) (?:in|for|since|as of|from)\b",
        r"\b(?:removed|disabled|exempt|planned|temporar(?:y|ily)|instead|alternatively|leave (?:it|this|that|them) (?:out|empty|blank)|omit)\b|\b(?:also|too)\W*$|\balso works?\b|\bwithout it\b|\b(?:if|when) (?:it is |it's )?(?:missing|absent|omitted|not given|empty)\b",
        r"\b(?:they|both|these|all) (?:can|may) (?:\w+ )?be\b|\b(?:can|may) (?:now|also|still|both|then|nevertheless) be\b",
    ),
    "qualifier": (
        r"(?!.*"
        + _SAYS
        + r")\W*(?:(?:only|just|solely|exclusively) )?(?:for|in|on|with|at|under|using|when|while|if|during|since|from|until|before|after|as of|starting (?:with|in|from))(?: (?!in (?:seconds|pixels|frames|percent|degrees))[^\s,.]+){1,7}\W*$",
        r"(?!.*"
        + _SAYS
        + r")\W*(?:[^\s,.]+ ){0,4}only\W*$|(?!.*"
        + _SAYS
        + r")\W*only(?: (?!(?:one|for|in|on|of|with|at|when|if|while|to)\b)[^\s,.]+){1,4}\W*$",
        r"(?!.*"
        + _SAYS
        + r")\W*(?:[^\s,.]+ ){0,3}(?:models?|modes?|versions?|tiers?|plans?|editions?|v ?[0-9][0-9.]*)\W*$",
        r"\W*(?:when|if|while|whenever|unless)\b(?!.*(?:[,，]|\b(?:must|cannot|can|may|should|shall|will|required?s?|requires|needs?|supported|allowed|only|then|use|ignored|leave|set)\b))",
        r".*\b(?:following|below|rest)\b.*\b(?:applies|apply|holds?|is true|are true|for|only)\b",
        r"(?:this|that|it) (?:\w+ )?(?:only )?applies (?:only )?(?:to|in|for|if|when|with|on|at)\b",
    ),
}
"""Words by which a sentence sounds like a rule, and by which one limits those beside it."""


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
    r"\b(less|more|fewer|greater|larger|smaller|shorter|longer) than\b|\bunless\b|\bexcept\b|"
    r"\b(?:usually|often|sometimes|preferably|ideally|typically|generally|normally|recommended|roughly|approximately|about|"
    r"(?:in|for) (?:most|some|many|best|better|good))\b"
}
"""Words that deny, bound or condition what a sentence states, by kind."""

NOUNS = {"duration": r"duration|length"}
"""What text calls a property instead of using its name."""
