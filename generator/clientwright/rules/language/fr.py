"""How French states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(doit|doivent|devra|devront|il faut)\b"
_EACH = r"\b(tous|toutes|chaque|segments?|scènes?|plans?|séquences?|clips?)\b"
_EQUAL = r"\b(égal|égale|égaux|égales|égaler|équivaloir|équivalente?s?|correspondre|coïncider|identiques?|la même)\b"
CLAIMS = {
    "sum-equals": (
        (r"\bsommes?\b|\badditionnée?s?\b|\bcumulée?s?\b", _MUST, _EQUAL),
        (r"\btotale?\b", _MUST, _EACH, _EQUAL),
        (_MUST, _EACH, r"\btotaliser\b"),
    )
}
DENIALS = {
    "sum-equals": r"\bne\b|\bn['’]|\bpas\b|\bjamais\b|\binutile\b|inférieur|supérieur|\bmoins\b|\bau plus\b|"
    r"\bplus (?:de|que|grand|petit|long|court)|maxim|minim|dépass|excéd|environ|\bsauf\b|\bhormis\b|"
    r"\bsi\b|\bs['’]il|\blorsqu|\bquand\b|\bseulement\b|\buniquement\b|\bou\b"
}
NOUNS = {"duration": r"durée|longueur"}
SIGNS = {
    "rule": (
        r"\b(?:doit|doivent|ne peut|ne peuvent|nécessite|uniquement (?:si|avec|pour|lorsque)|seulement (?:si|avec)|au (?:plus|maximum|moins)|obligatoire|incompatible|requise?s?)\b",
        r"\b(?:utilis|fourni|spécifi|indiqu|défini)\w*\b.*\ben même temps\b|\ben même temps\b.*\b(?:utilis|fourni|spécifi|indiqu|défini)\w*",
    ),
    "limit": (
        r"(?:sauf|excepté|exception|à moins que|mais|cependant|toutefois|bien que|ou|et|sinon|uniquement|seulement)\b",
    ),
    "waiver": (
        r"\b(?:ne (?:sont|est) plus|n[’']est (?:pas|plus) (?:nécessaire|obligatoire|requise?)|peut être omise?|(?:est )?ignorée?|exception|priorité|facultati(?:f|ve) (?:si|en|avec|pour|lorsque)|ne s[’']applique pas)\b",
    ),
}
