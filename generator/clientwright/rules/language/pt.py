"""How Portuguese states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "deve|devem|deverá|deverão|deveria[m]?|tem (?:que|de)|têm (?:que|de)|terá que|precisam?|"
        "precisará|há de|hão de|é (?:necessário|obrigatório|preciso|importante) que|certifique-se de que|"
        "garanta que|necessitam?"
    ),
    "equal": (
        "ser|seja|sejam|igual|iguais|igualar|idêntic[oa]s?|equivalentes?|equivaler|equivalha[m]?|"
        "corresponder|corresponda[m]?|coincidir|coincida[m]?|a mesma|o mesmo|bater|condizer|as mesmas|"
        "mesma"
    ),
    "equal together": (
        "somar|somar-se|somar exatamente|somem|totalizar|totalizem|perfazer|resultar|resultar em|dar no total|"
        "compor|equivaler no total"
    ),
    "equal duration": "(?:tão long[oa]s?|durar (?:exatamente )?o mesmo) (?:quanto|que)",
    "together": (
        "em conjunto|junt[oa]s|combinad[oa]s?|somad[oa]s|no total|em total|ao todo|no conjunto|"
        "acumulad[oa]s?|conjunta|quando somad[oa]s|ao serem somad[oa]s|totalizad[oa]s"
    ),
    "sum": "somas?|soma total|somatório|somatória|adição",
    "total": "total|totais|global|globais",
    "all": "tod[oa]s|cada(?: um[a]?)?",
    "part": (
        "(?:segmentos?|cenas?|tomadas?|planos?|clipes?|clips?|partes|trechos?|prompts?|fragmentos?|"
        "seções|sequências?|takes?|elementos|itens|blocos|shots?)(?: d[eo] v[ií]deo)?|multi-?prompts?"
    ),
    "duration": "duraç(?:ão|ões)|dura(?:cao|coes)|comprimentos?|tempos?|segundos|extensão",
    "video duration": "(?:à|a|ao|o) do v[ií]deo",
    "video": "(?:v[ií]deo|filme)(?: (?:final|completo|gerado|resultante|inteiro|de saída|todo))?",
    "with": "com",
    "neutral": (
        "o|a|os|as|de|do|da|dos|das|à|ao|às|aos|em|no|na|nos|nas|que|exatamente|exata|sempre|também|"
        "estritamente|precisamente|todo|toda|complet[oa]|inteir[oa]|valor|valores|campo|campos|parâmetro|"
        "parâmetros|propriedade|opção|nota|observe que|observação|importante|atenção|individuais|"
        "individual|respetivas|respectivas|conjunto"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:deve|devem|não pode|não podem|requer|somente (?:se|com|quando)|apenas (?:se|com|quando)|no máximo|pelo menos|obrigatóri[oa]|incompatível)\b",
        r"\b(?:usa[dr]?[oa]?s?|utiliz\w+|fornec\w+|especific\w+|indic\w+|combin\w+)\b.*\bjuntamente com\b",
    ),
    "limit": (
        (
            "(?:exceto|exceção|exceções|salvo|a menos|mas|porém|contudo|no entanto|todavia|caso contrário|"
            r"senão|nunca|já não|obsoleto|falso|antes|anteriormente|aplica-se|válido)\b"
        ),
        (
            "(?:apenas|somente|só|não) (?:no|na|em|para|com|se|quando|pro|sempre|é (?:válid|verdade|"
            r"necessári|obrigatóri)\w*|se aplica|vale)\b|(?:se|quando|caso)\b[^.,]{0,40}\W*$"
        ),
        (
            "(?:isto|isso|(?:esta|essa|a) (?:regra|restrição|condição|exigência)|(?:este|esse|"
            r"o) (?:requisito|limite))\b[^.]{0,30}\b(?:não|nunca|já|só|apenas|somente|opcional|fals[oa]|"
            r"obsolet[oa]|vale|exceto|removid[oa])\b"
        ),
        (
            r"(?:em|no|na|para|com)\b[^.,:]{0,30}\b(?:modo|modelos?|versão)\b[^.,:]{0,12}\W*$|"
            r"[^.,:]{0,30}\b(?:apenas|somente)\W*$"
        ),
        r"(?:salvo|exceto|exceção|a menos que|mas|porém|contudo|no entanto|embora|ou|e(?= )|caso contrário|(?:apenas|somente|só) (?:em|no|na|para|com|se|quando))\b",
    ),
    "waiver": (
        r"\b(?:não é mais|não (?:é|são) (?:necessári|obrigatóri)\w*|pode ser omitid[oa]|ignorad[oa]|exceção|prioridade|opcional (?:se|em|com|para|quando)|não se aplica)\b",
    ),
}
