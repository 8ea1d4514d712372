"""How Spanish states rules."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME

AND, OR = ("y", "e"), ("o", "u")
SPACED = True

_GIVE = r"(?:usar|utilizar|especificar|proporcionar|indicar)"

SENTENCES = {
    "at-most-one-of": (
        rf"{ANY_LIST} no se pueden {_GIVE} (?:juntos|juntas|al mismo tiempo|a la vez|simultáneamente)",
        rf"{ANY_LIST} son mutuamente excluyentes",
    ),
    "at-least-one-of": (
        rf"(?:se )?debe (?:proporcionar|especificar|indicar)(?:se)? al menos (?:uno|una) de {ANY_LIST}",
    ),
    "requires": (
        rf"(?P<field>{NAME}) requiere {AND_LIST}",
        rf"si se (?:especifica|proporciona|indica) (?P<field>{NAME}), también se debe (?:especificar|proporcionar|indicar) {AND_LIST}",
    ),
}
_MUST = r"\b(debe|deben|deberá|deberán|tiene que|tienen que|ha de|han de)\b"
_EACH = r"\b(todos|todas|cada|segmentos?|escenas?|tomas?|planos?|clips?)\b"
CLAIMS = {
    "sum-equals": (
        (r"\bsumas?\b|\bsumad[oa]s?\b", _MUST, r"\b(igual|iguales|coincidir|equivaler)\b"),
        (r"\btotal\b", _MUST, _EACH, r"\b(igual|iguales|coincidir|equivaler)\b"),
        (_MUST + r".*\bsumar\b",),
    )
}
DENIALS = {
    "sum-equals": r"no deben?\b|no tienen?\b|no deber|no hace falta|no es (necesari|obligatori)|no necesita|"
    r"menor|mayor|menos|máximo|mínimo|superar|exceder|salvo|excepto|a menos que|\bsi\b|\bcuando\b|\bs[oó]lo\b|\bnunca\b|aproximad"
}
NOUNS = {"duration": r"duraci[oó]n"}
SIGNS = {
    "rule": (
        r"\b(?:debe|deben|no puede|no pueden|solo si|sólo si|como máximo|al menos|obligatori[oa]|incompatible)\b",
    ),
    "limit": (
        r"(?:salvo|excepto|excepción|a menos que|pero|sin embargo|no obstante|aunque|o|y|de lo contrario|s[oó]lo (?:en|para|con|si|cuando)|solamente|únicamente)\b",
    ),
    "waiver": (
        r"\b(?:ya no|no (?:es|son) (?:necesari|obligatori)\w*|no se (?:requiere|necesita|aplica)|puede omitirse|se puede omitir|se ignora|ignorad[oa]|excepción|prioridad|opcional (?:si|en|con|para|cuando))\b",
    ),
}
