"""How German states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(muss|müssen|soll|sollen|sollte|sollten|hat zu|haben zu)\b"
_EACH = r"\b(alle|aller|jede[rsn]?|sämtliche[rn]?)\b|segment|szene|abschnitt|einstellung|\bclips?\b"
_EQUAL = r"\b(gleich|entsprechen|übereinstimmen|ergeben|identisch)\b"
CLAIMS = {
    "sum-equals": (
        (r"\bsumme\b|\bsummiert\b|\baddiert\b|\bzusammengenommen\b", _MUST, _EQUAL),
        (r"\bzusammen\b", _MUST, _EACH, r"\bergeben\b|\bentsprechen\b"),
        (
            r"gesamt(?:dauer|länge|laufzeit)|\bgesamte (?:dauer|länge|laufzeit)",
            _MUST,
            _EACH,
            _EQUAL,
        ),
    )
}
DENIALS = {
    "sum-equals": r"\bnicht\b|\bkein|\bnie\b|\bniemals\b|höchstens|mindestens|maximal|minimal|"
    r"\b(?:kleiner|größer|weniger|mehr|kürzer|länger)\b|überschr|überst|unterschr|ungefähr|etwa|"
    r"\baußer\b|es sei denn|\bwenn\b|\bfalls\b|\bsofern\b|\bsolange\b|\bnur\b|\boder\b"
}
NOUNS = {"duration": r"dauer|länge|laufzeit"}
_USED = r"\b(?:verwend|benutz|genutz|nutz|angegeb|angeb|gesetz|eingesetz|einsetz|kombinier)\w*"
SIGNS = {
    "rule": (
        r"\b(?:muss|müssen|darf|dürfen|kann nicht|können nicht|erfordert|erforderlich|nur (?:wenn|bei|mit|für|in)|höchstens|mindestens|maximal|schließen sich)\b",
        r"\b(?:zusammen mit|gleichzeitig)\b.*"
        + _USED
        + r"|"
        + _USED
        + r".*\b(?:zusammen mit|gleichzeitig)\b",
    ),
    "limit": (
        r"(?:außer|ausgenommen|ausnahme|es sei denn|aber|jedoch|allerdings|obwohl|oder|und|sonst|andernfalls|nur (?:in|im|für|bei|mit|wenn))\b",
    ),
    "waiver": (
        r"\b(?:nicht mehr|nicht (?:nötig|notwendig|erforderlich)|kann (?:entfallen|weggelassen werden)|ignoriert|ausnahme|vorrang|optional (?:wenn|bei|in|mit|für)|gilt nicht)\b",
    ),
}
