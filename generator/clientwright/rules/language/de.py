"""How German states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "muss|müssen|soll|sollen|sollte|sollten|ist sicherzustellen,? dass|stellen sie sicher,? dass|"
        "achten sie darauf,? dass|es ist (?:erforderlich|notwendig),? dass"
    ),
    "equal": (
        "gleich|sein|entsprechen|entspricht|übereinstimmen|identisch|gleichen|gleichkommen|dieselbe|"
        "die gleiche|decken|betragen|gleich groß|gleich groß wie|genauso groß wie|ebenso groß wie|"
        "zu entsprechen|übereinzustimmen|gleich zu sein|gleichzusetzen"
    ),
    "equal together": (
        "ergeben|summieren|addieren|aufsummieren|aufaddieren|aufsummiert werden|ausmachen|zu ergeben|"
        "entsprechen zusammen|belaufen"
    ),
    "equal duration": (
        "(?:genau |genauso |ebenso )?so lang wie|genauso lang wie|gleich lang wie|genauso lang sein wie|"
        "so lang sein wie|gleich lang sein wie"
    ),
    "together": (
        "zusammen|insgesamt|zusammengenommen|zusammengerechnet|zusammengezählt|addiert|aufaddiert|"
        "summiert|aufsummiert|kombiniert|kombinierten?|gemeinsam|gemeinsame[n]?|in summe|in der summe|"
        "zusammenaddiert"
    ),
    "sum": (
        "summe|gesamtsumme|summen|aufsummierte[n]?|summierte[n]?|addierte[n]?|kumulierte[n]?|"
        "aufaddierte[n]?|addition"
    ),
    "total": "gesamte[nrs]?|totale[nr]?",
    "all": "alle[rn]?|jede[rsnm]?|sämtliche[rn]?|jedes einzelnen|jeder einzelnen|aller einzelnen",
    "part": (
        "(?:video|prompt|multi-?prompt|film)?-?(?:segmente?[ns]?|segments|szenen?|abschnitte?[ns]?|"
        "einstellung(?:en)?|clips?|shots?|teile[ns]?|teils|prompts?|sequenz(?:en)?|teilstücken?|"
        "teilstücks|aufnahmen?|elemente?[ns]?|elements|takes?|teilabschnitte?[ns]?)|kameraeinstellungen|"
        "eingabeaufforderungen|einträge[n]?"
    ),
    "part duration": (
        "(?:segment|szenen|clip|shot|abschnitts|teil|prompt|einstellungs|einzel|sequenz)-?(?:dauern?|"
        "dauer|längen?|laufzeiten|laufzeit|zeiten)"
    ),
    "total part duration": "gesamt(?:segment|szenen|clip)(?:dauer|länge)",
    "duration": (
        "dauern?|längen?|laufzeit(?:en)?|zeit(?:en)?|sekunden|sekundenzahlen|spieldauern?|"
        "spielzeit(?:en)?|abspieldauer|zeitdauer|videodauern"
    ),
    "total duration": "gesamt(?:dauer|länge|laufzeit|zeit|spielzeit|spieldauer)",
    "total video duration": "gesamt(?:video|film)(?:dauer|länge|laufzeit)|(?:video|film)gesamt(?:dauer|länge|laufzeit)",
    "video duration": (
        "(?:video|film)-?(?:dauer|länge|laufzeit)|(?:der|mit der|die|jener|derjenigen) des (?:videos|"
        "films)"
    ),
    "video": (
        "(?:ausgabe|ziel|end|gesamt|ergebnis)?(?:videos?|films?)|(?:fertigen|gesamten|ganzen|erzeugten|"
        "generierten|finalen|resultierenden|endgültigen|kompletten|vollständigen) (?:videos?|films?|"
        "clips)"
    ),
    "with": "mit",
    "neutral": (
        "der|die|das|des|dem|den|von|vom|in|im|zu|zur|zum|sich|auf|wie|genau|exakt|stets|immer|auch|"
        "einzelne[nr]?|jeweiligen|wert|werte|werten|wertes|feld|felds|feldes|feld(?:e|ern?)|parameter|"
        "parameters|eigenschaft|option|hinweis|wichtig|bitte|beachten|beachten sie|bitte beachten sie|"
        "dass|ganze[ns]?|komplette[ns]?|so"
    ),
}
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
        (r"(?:das|dies) war\b|[^.]{0,20}\b(?:gilt|galt|ist) (?:das|dies|es)\b[^.]{0,20}\bnicht\b"),
        (
            "(?:außer|ausgenommen|ausnahmen?|aber|jedoch|allerdings|sonst|ansonsten|andernfalls|es sei denn|"
            r"nie|niemals|gilt|gelten|galt|veraltet|früher|falsch)\b"
        ),
        (
            r"(?:nur|nicht) (?:im|in|für|bei|mit|wenn|falls|immer|pro|erforderlich|nötig|gültig)\b|(?:wenn|"
            r"falls|sofern|solange)\b[^.,]{0,40}\W*$"
        ),
        (
            r"(?:dies|das|diese \w+|es)(?: (?:gilt|galt|stimmt|entfällt|trifft)\b| (?:ist|war|wird|"
            r"wurde)\b[^.]{0,30}\b(?:nicht|nur|nie|kein\w*|optional|veraltet|falsch|aufgehoben|abgeschafft)\b)"
        ),
        (
            r"(?:im|in|für|bei|mit)\b[^.,:]{0,30}(?:modus|modell\w*|version\w*)\W*$|"
            r"[^.,:]{0,30}\bnur\b[^.,:]{0,12}\W*$"
        ),
        r"(?:außer|ausgenommen|ausnahme|es sei denn|aber|jedoch|allerdings|obwohl|oder|und|sonst|andernfalls|nur (?:in|im|für|bei|mit|wenn))\b",
    ),
    "waiver": (
        r"\b(?:nicht mehr|nicht (?:nötig|notwendig|erforderlich)|kann (?:entfallen|weggelassen werden)|ignoriert|ausnahme|vorrang|optional (?:wenn|bei|in|mit|für)|gilt nicht)\b",
    ),
}
