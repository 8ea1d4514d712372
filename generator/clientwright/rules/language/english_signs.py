"""Words by which English sentences sound like a rule, or limit those beside them."""

from __future__ import annotations

_SAYS_NOTHING = r"(?!.*\b(?:is|are|was|be|can|cannot|may|must|should|will|has|have|requires?|needs?|supports?|allows?|accepts?|uses?|sets?|describes?|generates?|makes?)\b)"

ENGLISH_SIGNS = {
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
        (
            "(?:unless|except|exceptions?|excluding|however|but|yet|otherwise|though|although|no longer|never|deprecated|obsolete|outdated|formerly|previously|only if|"
            r"only when)\b"
        ),
        (
            r"not (?:for|in|with|when|if|on|at|always|any|true|valid|enforced|required|needed|applicable|necessary|the case)\b|no\W*$|no, |(?:false|wrong|untrue|"
            r"not so)\W*(?:$|,)"
        ),
        (
            r"only (?:for|in|with|on|at|under|while|applies|valid|true|required|needed|enforced|applicable|\w+ (?:mode|model))\b|ignored (?:in|if|when|for|unless|"
            r"otherwise)\b"
        ),
        (
            r"(?:this|that|it|which|these|the (?:above|rule|restriction|limit|limitation|requirement|constraint|check)|such (?:a|is))\b[^.]{0,30}\b(?:no longer|only|"
            "optional|deprecated|false|wrong|untrue|outdated|obsolete|ignored|relaxed|lifted|removed|dropped|waived|myth|used to|except|unless|(?:not|n't|never|"
            r"cannot)\b[^.]{0,20}\b(?:appl\w+|holds?|valid|true|required?|needed|necessary|enforced?|checked|case|mandatory))\b"
        ),
        (
            r"(?:this|that|it|which) (?:\w+ )?(?:doesn't|isn't|does not|is not|was|is no) (?:longer |always )?(?:appl(?:y|ied)|hold|valid|true|needed|required|enforced|"
            r"checked|mandatory|removed|dropped)\b|(?:this|that|it|which) (?:restriction |limit |limitation |rule |requirement )?applies\b|(?:applies|apply|"
            r"does not apply|doesn't apply|holds)\b"
        ),
        (
            r"(?:in|for|with|on|at)\b[^.]{0,30}\b(?:mode|model|version|plan|tier)s?,? (?:they|this|that|it|these|the (?:rule|sum|total))\b"
        ),
        (
            r"(?:they|it|the (?:sum|total)) (?:may|can|might|need not|needn't|do(?:es)? not (?:have|need) to|do(?:es)?n't (?:have|need) to) (?:also |still )?(?:be (?:less|more|shorter|longer|lower|higher|different)|differ|deviate|exceed|match|equal|add)\b"
        ),
        (
            r"[^.]{0,30}\b(?:this|that|it|(?:this|that|the) (?:rule|restriction|limit|requirement))(?: is| was| does| has been|n't)+ (?:not|no longer|ignored|gone|only|removed|dropped|lifted|never)\b|(?:this|that) was\b|(?:is|was|does|did|really|right|true|isn't|sure)\b[^.]{0,40}\?$"
        ),
        r"\W+$",
        (r"[^.,:]{0,30}\b(?:only|excluded|excepted|exempt)\W*$"),
        (
            r"(?:in|for|on|at|with|using)\b[^.,:]{0,30}\b(?:modes?|models?|versions?|plans?|tiers?)\W*$"
        ),
        (
            r"(?:when|if|while|as long as|provided|until|since)\b(?!.*\b(?:omitted|absent|empty|unset|null|not|defaults?|used)\b)[^.,]{0,40}\W*$"
        ),
        (r"[(（](?!\w?[0-9]|e\.g|i\.e|see\b|default|in seconds)"),
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
        r"(?=\W*(?:(?:only|just|solely|exclusively) )?(?:for|in|on|with|at|under|using|when|while|if|during|since|from|until|before|after|as of|starting (?:with|in|from))(?: (?!in (?:seconds|pixels|frames|percent|degrees))[^\s,.]+){1,7}\W*$)(?!in (?:seconds|pixels|frames|percent|degrees)\W*$)"
        + _SAYS_NOTHING,
        r"(?=\W*(?:[^\s,.]+ ){0,4}only\W*$)" + _SAYS_NOTHING,
        r"(?=\W*only(?: (?!(?:one|for|in|on|of|with|at|when|if|while|to)\b)[^\s,.]+){1,4}\W*$)"
        + _SAYS_NOTHING,
        r"(?=\W*(?:[^\s,.]+ ){0,3}(?:models?|modes?|versions?|tiers?|plans?|editions?|v ?[0-9][0-9.]*)\W*$)"
        + _SAYS_NOTHING,
        r"\W*(?:when|if|while|whenever|unless)\b(?!.*(?:[,，]|\b(?:must|cannot|can|may|should|shall|will|required?s?|requires|needs?|supported|allowed|only|then|use|ignored|leave|set)\b))",
        r".*\b(?:following|below|rest)\b.*\b(?:applies|apply|holds?|is true|are true|for|only)\b",
        r"(?:this|that|it) (?:\w+ )?(?:only )?applies (?:only )?(?:to|in|for|if|when|with|on|at)\b",
    ),
}
"""Words by which a sentence sounds like a rule, and with which one begins that limits the sentence before."""
