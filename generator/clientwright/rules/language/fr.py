"""How French states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "doit|doivent|devra|devront|devrait|devraient|il faut que|il est (?:nécessaire|impératif|"
        "obligatoire|important) que|veillez à ce que|assurez-vous que|est tenue de|est censée|"
        "sont tenues de|est à"
    ),
    "equal": (
        "être|soit|soient|égal(?:e|es)?|égaux|égaler|égale(?:nt)?|équivaloir|équivalente?s?|"
        "équivaille(?:nt)?|correspondre|corresponde(?:nt)?|coïncider|coïncide(?:nt)?|concorder|"
        "identiques?|la même|le même|les mêmes|conforme|conformes"
    ),
    "equal together": (
        "totaliser|totalise(?:nt)?|s'additionner|s'additionner pour (?:correspondre|égaler)|s'élever|s'additionnent|donner au total|former|"
        "constituer|donner en tout|faire au total"
    ),
    "equal duration": "aussi longs? que|aussi longues? que",
    "together": (
        "au total|en tout|ensemble|additionnée?s|cumulée?s?|combinée?s?|mises bout à bout|"
        "mis bout à bout|une fois (?:additionnée?s|cumulée?s)|réunies|confondus|confondues|regroupée?s"
    ),
    "sum": "sommes?|somme totale|addition|cumul|total cumulé",
    "total": "total(?:e|es)?|totaux|globale?|globales",
    "all": "tous|toutes|chaque|chacun(?:e)?|chacun des|chacune des",
    "part": (
        "(?:segments?|scènes?|plans?|séquences?|clips?|parties|prompts?|extraits|sections?|invites?|"
        "fragments?|éléments?|prises|passages?|shots?|tronçons|morceaux|séquences)(?: (?:vidéo|"
        "de la vidéo))?|multi-?prompts?"
    ),
    "duration": "durées?|longueurs?|temps|secondes|celles?|durée",
    "video duration": "celle de la vidéo|celui de la vidéo|celle du film",
    "video": (
        "(?:vidéo|film|clip vidéo)(?: (?:finale?|générée?|complète?|entière?|produite?|obtenue?|"
        "de sortie|résultante?|souhaitée?|demandée?))?|l'ensemble de la vidéo"
    ),
    "with": "avec",
    "neutral": (
        "le|la|les|l'|de|du|des|d'|à|au|aux|en|dans|que|qu'|ce|exactement|précisément|toujours|"
        "également|strictement|tout|toute|entière?|complète|valeurs?|champ|champs|paramètre|paramètres|"
        "propriété|option|remarque|note|notez que|nb|important|attention|individuelles?|individuels?|"
        "respectives?|l'ensemble|ensemble des|veuillez noter que|à noter que|différents|différentes"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:doit|doivent|ne peut|ne peuvent|nécessite|uniquement (?:si|avec|pour|lorsque)|seulement (?:si|avec)|au (?:plus|maximum|moins)|obligatoire|incompatible|requise?s?)\b",
        r"\b(?:utilis|fourni|spécifi|indiqu|défini)\w*\b.*\ben même temps\b|\ben même temps\b.*\b(?:utilis|fourni|spécifi|indiqu|défini)\w*",
    ),
    "limit": (
        (r"ce n'(?:est|était)\b"),
        (
            "(?:sauf|exceptions?|excepté|hormis|à moins|mais|cependant|toutefois|néanmoins|sinon|autrement|"
            r"jamais|obsolète|auparavant|anciennement|autrefois|faux|valable|applicable|s'applique)\b"
        ),
        (
            "(?:seulement|uniquement|pas|non|plus) (?:en|pour|avec|si|dans|lorsque?|quand|toujours|"
            r"obligatoire|nécessaire|valable|applicable)\b|(?:si|lorsque?|quand)\b[^.,]{0,40}\W*$"
        ),
        (
            "(?:cela|ceci|ça|c'est|c'était|(?:cette|la) (?:règle|exigence|contrainte|condition)|l'exigence|"
            r"il|elle)\b[^.]{0,30}(?:\b(?:plus|seulement|uniquement|facultati\w+|obsolète|faux|fausse|"
            r"s'applique|applicable|vaut|sauf|supprimée?|abandonnée?|vrai)\b)"
        ),
        (
            r"(?:en|pour|avec|dans)\b[^.,:]{0,30}\b(?:mode|modèles?|version)\b[^.,:]{0,12}\W*$|"
            r"[^.,:]{0,30}\b(?:uniquement|seulement)\W*$"
        ),
        r"(?:sauf|excepté|exception|à moins que|mais|cependant|toutefois|bien que|ou|et|sinon|uniquement|seulement)\b",
    ),
    "waiver": (
        r"\b(?:ne (?:sont|est) plus|n[’']est (?:pas|plus) (?:nécessaire|obligatoire|requise?)|peut être omise?|(?:est )?ignorée?|exception|priorité|facultati(?:f|ve) (?:si|en|avec|pour|lorsque)|ne s[’']applique pas)\b",
    ),
}
