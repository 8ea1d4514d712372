"""How Portuguese states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

WORDS = {
    "sum-equals": {
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
            "somar|somar exatamente|somem|totalizar|totalizem|perfazer|resultar|resultar em|dar no total|"
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
        "neutral": (
            "o|a|os|as|de|do|da|dos|das|à|ao|às|aos|em|no|na|nos|nas|com|que|exatamente|exata|sempre|também|"
            "estritamente|precisamente|todo|toda|complet[oa]|inteir[oa]|valor|valores|campo|campos|parâmetro|"
            "parâmetros|propriedade|opção|nota|observe que|observação|importante|atenção|individuais|"
            "individual|respetivas|respectivas|conjunto"
        ),
    }
}
SIGNS = {
    "rule": (
        r"\b(?:deve|devem|não pode|não podem|requer|somente (?:se|com|quando)|apenas (?:se|com|quando)|no máximo|pelo menos|obrigatóri[oa]|incompatível|juntamente com)\b",
    ),
    "limit": (
        (
            "(?:apenas|somente|só|exceto|exceção|exceções|salvo|a menos|mas|porém|contudo|no entanto|todavia|"
            "caso contrário|senão|não|nunca|já não|obsoleto|opcional|falso|antes|anteriormente|aplica-se|"
            r"válido|se|quando|caso)\b"
        ),
        (
            r"(?:isto|isso|ist|est[ae]|ess[ae]|a regra|o requisito)\b[^.]{0,40}\b(?:não|nunca|só|apenas|"
            r"somente|opcional|falso|falsa|obsolet[oa]|aplica|válid[oa]|vale|exceto|se|quando)\b"
        ),
        (
            r"(?:em|no|na|para|com|sem)\b[^.,:]{0,30}\b(?:modo|modelos?|versão|apenas|somente|"
            r"só)\b[^.,:]{0,12}$|[^.,:]{0,30}\b(?:apenas|somente)\W*$"
        ),
    ),
}
