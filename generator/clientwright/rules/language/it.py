"""How Italian states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(deve|devono|dovrà|dovranno|dovrebbe|dovrebbero|bisogna)\b"
_EACH = r"\b(tutti|tutte|ogni|ciascun[oa]?|segment[oi]|scen[ae]|clip|inquadrature?|riprese?)\b"
_EQUAL = r"\b(uguale|uguali|pari|corrispondere|coincidere|equivalere|equivalenti?|la stessa)\b"
CLAIMS = {
    "sum-equals": (
        (r"\bsomm[ae]\b|\bsommat[oaie]\b", _MUST, _EQUAL),
        (r"\b(?:totale|complessiva)\b", _MUST, _EACH, _EQUAL),
        (_MUST, _EACH, r"\b(dare come somma|totalizzare)\b"),
    )
}
DENIALS = {
    "sum-equals": r"\bnon\b|\bmai\b|\bné\b|minore|maggiore|inferior|superior|\bmeno\b|\bpiù\b|massim|minim|almeno|"
    r"super[ai]|ecced|oltre|\bcirca\b|\btranne\b|\bsalvo\b|\beccetto\b|\bse\b|\bquando\b|qualora|\bsolo\b|soltanto|\bo\b"
}
NOUNS = {"duration": r"durat[ae]|lunghezz[ae]"}
SIGNS = {
    "rule": (
        r"\b(?:deve|devono|non può|non possono|richiede|solo (?:se|con|quando)|al massimo|almeno|obbligatori[oa]|incompatibile)\b",
        r"\b(?:usa(?:t[oiae]|re)|utilizz\w+|fornit\w+|specificat\w+|indicat\w+|impostat\w+)\b.*\binsieme a\w*",
    ),
    "limit": (
        r"(?:salvo|eccetto|tranne|eccezione|a meno che|ma|però|tuttavia|sebbene|o|oppure|e(?= )|altrimenti|solo (?:in|per|con|se|quando)|soltanto)\b",
    ),
    "waiver": (
        r"\b(?:non (?:è|sono) più|non (?:è|sono) (?:necessari|obbligatori|richiest)\w*|può essere omess[oa]|ignorat[oa]|eccezione|priorità|facoltativ[oa] (?:se|in|con|per|quando)|non si applica)\b",
    ),
}
