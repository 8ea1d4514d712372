"""How Portuguese states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(deve|devem|deverá|deverão|tem (?:que|de)|têm (?:que|de)|precisa|precisam)\b"
_EACH = r"\b(todos|todas|cada|segmentos?|cenas?|tomadas?|planos?|clipes?|trechos?)\b"
_EQUAL = r"\b(igual|iguais|igualar|corresponder|coincidir|equivaler|equivalentes?|a mesma)\b"
CLAIMS = {
    "sum-equals": (
        (r"\bsomas?\b|\bsomad[oa]s?\b|\bsomatório\b", _MUST, _EQUAL),
        (r"\btotal\b", _MUST, _EACH, _EQUAL),
        (_MUST + r".*\b(somar|totalizar)\b",),
    )
}
DENIALS = {
    "sum-equals": r"\bnão\b|\bnunca\b|\bnem\b|menor|maior|inferior|superior|\bmenos\b|\bmais\b|máxim|mínim|"
    r"exced|ultrapass|superar|aproximad|\bexceto\b|\bsalvo\b|a menos|\bquando\b|\bcaso\b|\bse\b|desde que|"
    r"\bapenas\b|\bsomente\b|\bou\b"
}
NOUNS = {"duration": r"dura[cç](?:ão|ao|ões|oes)|comprimento"}
SIGNS = {
    "rule": (
        r"\b(?:deve|devem|não pode|não podem|requer|somente (?:se|com|quando)|apenas (?:se|com|quando)|no máximo|pelo menos|obrigatóri[oa]|incompatível)\b",
        r"\b(?:usa[dr]?[oa]?s?|utiliz\w+|fornec\w+|especific\w+|indic\w+|combin\w+)\b.*\bjuntamente com\b",
    ),
    "limit": (
        r"(?:salvo|exceto|exceção|a menos que|mas|porém|contudo|no entanto|embora|ou|e(?= )|caso contrário|(?:apenas|somente|só) (?:em|no|na|para|com|se|quando))\b",
    ),
    "waiver": (
        r"\b(?:não é mais|não (?:é|são) (?:necessári|obrigatóri)\w*|pode ser omitid[oa]|ignorad[oa]|exceção|prioridade|opcional (?:se|em|com|para|quando)|não se aplica)\b",
    ),
}
