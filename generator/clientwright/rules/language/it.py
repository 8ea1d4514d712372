"""How Italian states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "deve|devono|dovrà|dovranno|dovrebbe|dovrebbero|bisogna che|è (?:necessario|obbligatorio|"
        "importante) che|occorre che|assicurarsi che|assicurati che|assicuratevi che"
    ),
    "equal": (
        "essere|sia|siano|ugual[ei]|pari|corrispondere|corrisponda(?:no)?|coincidere|coincida(?:no)?|"
        "equivalere|equivalent[ei]|equivalga(?:no)?|la stessa|lo stesso|le stesse|identic[oai]|identiche|"
        "combaciare|uguagliare|eguagliare|risultare"
    ),
    "equal together": (
        "dare come somma|totalizzare|ammontare|sommarsi|sommare|dare in totale|formare|comporre|sommino|"
        "totalizzino"
    ),
    "equal duration": "(?:lung[oa]|lunghi|lunghe) (?:esattamente )?(?:quanto|come)|durare (?:esattamente )?quanto",
    "together": (
        "insieme|in totale|complessivamente|sommat[oaie]|combinat[oaie]|cumulat[oaie]|nel complesso|"
        "se sommat[oaie]|una volta sommat[oaie]|messi insieme|messe insieme|nell'insieme"
    ),
    "sum": "somm[ae]|somma totale|sommatoria|addizione|somma complessiva",
    "total": "total[ei]|complessiv[aoie]|globale",
    "all": "tutti|tutte|ogni|ciascun[oa]?|ognun[oa]",
    "part": (
        "(?:segment[oi]|scen[ae]|clip|inquadratur[ae]|ripres[ae]|parti|prompt|spezzon[ei]|sequenz[ae]|"
        "sezion[ei]|framment[oi]|elementi|brani|shot|porzioni)(?: (?:video|del video))?|multi-?prompt"
    ),
    "duration": "durat[ae]|lunghezz[ae]|temp[oi]|secondi|quell[ae]",
    "video duration": "quella del (?:video|filmato)|quello del (?:video|filmato)",
    "video": "(?:video|filmato|film)(?: (?:finale|completo|generato|risultante|intero|di uscita|di output))?",
    "with": "con",
    "neutral": (
        "il|lo|la|i|gli|le|l'|di|del|dello|della|dei|degli|delle|dell'|a|al|allo|alla|alle|ai|agli|all'|"
        "in|nel|nella|che|tutto|tutta|intero|intera|esattamente|esatta|precisamente|sempre|anche|"
        "strettamente|valore|valori|campo|campi|parametro|parametri|proprietà|opzione|nota|si noti che|"
        "nota bene|importante|attenzione|singol[ieoa]|rispettive|d'|insieme di"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:deve|devono|non può|non possono|richiede|solo (?:se|con|quando)|al massimo|almeno|obbligatori[oa]|incompatibile)\b",
        r"\b(?:usa(?:t[oiae]|re)|utilizz\w+|fornit\w+|specificat\w+|indicat\w+|impostat\w+)\b.*\binsieme a\w*",
    ),
    "limit": (
        (r"non (?:è )?più\b"),
        (
            "(?:tranne|salvo|eccetto|eccezion[ei]|a meno|ma|però|tuttavia|altrimenti|mai|obsoleto|falso|"
            r"in precedenza|si applica|vale|valido)\b"
        ),
        (
            "(?:solo|soltanto|solamente|unicamente|non) (?:in|per|con|se|quando|nella|nel|pro|sempre|vale|"
            r"si applica|valid[oa]|è (?:ver|valid|necessari|obbligatori)[oa])\b|(?:se|quando)\b[^.,]{0,40}\W*$"
        ),
        (
            "(?:ciò|questo (?:non|vale|è|era|ora)|(?:questa|la) (?:regola|restrizione|condizione)|(?:questo|"
            r"il) (?:requisito|limite|vincolo))\b[^.]{0,30}\b(?:non|mai|più|solo|soltanto|facoltativ[oa]|"
            r"opzionale|obsolet[oa]|fals[oa]|applica|vale|tranne|rimoss[oa])\b|questo (?:non vale|vale)\b"
        ),
        (
            r"(?:in|per|con|nella|nel)\b[^.,:]{0,30}\b(?:modalità|modell[oi]|versione)\b[^.,:]{0,12}\W*$|"
            r"[^.,:]{0,30}\b(?:solo|soltanto)\W*$"
        ),
        r"(?:salvo|eccetto|tranne|eccezione|a meno che|ma|però|tuttavia|sebbene|o|oppure|e(?= )|altrimenti|solo (?:in|per|con|se|quando)|soltanto)\b",
    ),
    "waiver": (
        r"\b(?:non (?:è|sono) più|non (?:è|sono) (?:necessari|obbligatori|richiest)\w*|può essere omess[oa]|ignorat[oa]|eccezione|priorità|facoltativ[oa] (?:se|in|con|per|quando)|non si applica)\b",
    ),
}
