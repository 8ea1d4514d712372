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
SUM_WORDS = {
    "must": (
        "deben?(?: de)?|deberán?|debería[n]?|tienen? que|tendrán? que|ha(?:n)? de|es (?:necesario|"
        "obligatorio|preciso|importante) que|hace falta que|asegúrese de que|asegúrate de que|necesitan?"
    ),
    "equal": (
        "ser|sea|sean|igual(?:es)?|igualar|igualen?|idéntic[oa]s?|equivalentes?|coincid(?:ir|a|an)|"
        "equival(?:er|ga|gan)|corresponder(?:se)?|correspondan?|concordar|concuerden?|la misma|el mismo|"
        "lo mismo|las mismas|cuadrar|ajustarse"
    ),
    "equal together": (
        "sumar|sumar exactamente|sumen|sumarse|totalizar|totalicen|dar como resultado|dar como suma|"
        "dar en total|resultar en|ascender|componer|conformar"
    ),
    "equal duration": "(?:tan larg[oa]s?|durar (?:exactamente )?lo mismo|durar tanto) (?:como|que)",
    "together": (
        "en total|en conjunto|junt[oa]s|combinad[oa]s|conjuntamente|sumad[oa]s|al sumarse|"
        "una vez sumad[oa]s|conjunta|acumulad[oa]s?|combinada"
    ),
    "sum": "sumas?|sumatoria|sumatorio|suma total|adición",
    "total": "total(?:es)?|global(?:es)?",
    "all": "tod[oa]s|cada(?: un[oa])?|cada un[oa] de",
    "part": (
        "(?:segmentos?|escenas?|tomas?|planos?|clips?|partes|prompts?|fragmentos?|secciones|secuencias?|"
        "tramos?|elementos|indicaciones|mensajes|trozos|shots?|instrucciones)(?: de(?:l)? v[ií]deo)?|"
        "multi-?prompts?"
    ),
    "duration": "duraci[oó]n(?:es)?|longitud(?:es)?|tiempos?|segundos|extensión|duracion total",
    "video duration": "(?:la|el) del v[ií]deo|al? del v[ií]deo|a la del v[ií]deo",
    "video": (
        "(?:v[ií]deo|película|clip de v[ií]deo)(?: (?:final|completo|generado|resultante|entero|"
        "de salida|solicitado))?"
    ),
    "with": "con",
    "neutral": (
        "el|la|los|las|de|del|a|al|en|que|lo|exactamente|exacta|siempre|también|estrictamente|todo|"
        "toda|complet[oa]|enter[oa]|valor|valores|campo|campos|parámetro|parámetros|propiedad|opción|"
        "nota|importante|tenga en cuenta que|ten en cuenta que|individual(?:es)?|respectiv[oa]s|conjunto|"
        "atención|exacto|precisamente"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:debe|deben|no puede|no pueden|solo si|sólo si|como máximo|al menos|obligatori[oa]|incompatible)\b",
    ),
    "limit": (
        (
            "(?:salvo|excepto|excepci[oó]n|excepciones|a menos|pero|sin embargo|no obstante|aunque|"
            r"de lo contrario|ya no|nunca|obsoleto|falso|antes|anteriormente|aplica|se aplica|válido)\b"
        ),
        (
            "(?:s[oó]lo|solamente|únicamente|no) (?:en|para|con|si|cuando|pro|siempre|es (?:válid|ciert|"
            r"necesari|obligatori)\w*|aplica|se aplica|vale)\b|(?:si|cuando)\b[^.,]{0,40}\W*$"
        ),
        (
            "(?:esto|eso|ello|(?:esta|la) (?:regla|restricción|condición|exigencia)|(?:este|el) (?:requisito|"
            r"límite)|lo anterior)\b[^.]{0,30}\b(?:no|ya|nunca|s[oó]lo|solamente|únicamente|opcional|fals[oa]|"
            r"obsolet[oa]|aplica|vale|salvo|excepto|eliminad[oa])\b"
        ),
        (
            r"(?:en|para|con)\b[^.,:]{0,30}\b(?:modo|modelos?|versi[oó]n)\b[^.,:]{0,12}\W*$|"
            r"[^.,:]{0,30}\b(?:s[oó]lo|solamente|únicamente)\W*$"
        ),
        r"(?:salvo|excepto|excepción|a menos que|pero|sin embargo|no obstante|aunque|o|y|de lo contrario|s[oó]lo (?:en|para|con|si|cuando)|solamente|únicamente)\b",
    ),
    "waiver": (
        r"\b(?:ya no|no (?:es|son) (?:necesari|obligatori)\w*|no se (?:requiere|necesita|aplica)|puede omitirse|se puede omitir|se ignora|ignorad[oa]|excepción|prioridad|opcional (?:si|en|con|para|cuando))\b",
    ),
}
