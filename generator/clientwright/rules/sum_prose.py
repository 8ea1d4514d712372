"""Recognize sentences in which values must add up to another.

A sentence is recognized only if it states an obligation, a sum and an equality, and
nothing in it denies, bounds or conditions them. Lint reports the others to a person.
"""

from __future__ import annotations

import re

_DURATION = r"duration|length|持續時間|持续时间|時長|时长|秒數|秒数|長さ|継続時間|再生時間|時間|длительност|продолжительност|duraci[oó]n"
_NOUNS = {"duration": re.compile(_DURATION, re.I)}
"""What text calls a property instead of using its name."""

_MUST = r"\b(must|should|shall|has to|have to|needs? to)\b"
_DEBE = r"\b(debe|deben|deberá|deberán|tiene que|tienen que|ha de|han de)\b"
_EACH = (
    r"\b(all|each|every|individual|segments?|shots?|scenes?|clips?|items?|prompts?|multi_prompt)\b"
)
_TODOS = r"\b(todos|todas|cada|segmentos?|escenas?|tomas?|planos?|clips?)\b"
_STATEMENTS = tuple(
    re.compile("".join(f"(?=.*(?:{part}))" for part in parts), re.I | re.S)
    for parts in (
        (r"\b(sum|summed)\b", _MUST, r"\b(equals?|match|be the same|be exactly)\b"),
        (r"\b(total|combined)\b", _MUST, _EACH, r"\b(equals?|match|be the same)\b"),
        (_MUST + r".*\b(add|sum) (up )?to\b",),
        (
            r"總和|總計|合計|加總|之和|相加|加起來",
            r"必須|須|應(?!用)|需(?!求)",
            r"等於|相等|一致|相同",
        ),
        (
            r"总和|总计|合计|加总|之和|相加|加起来",
            r"必须|须|应(?!用)|需(?!求)",
            r"等于|相等|一致|相同",
        ),
        (
            r"合計|総和|総計",
            r"等しく|等しい|一致|同じ",
            r"必要が|なければ|なりません|ください|ものとします",
        ),
        (
            r"сумм|общ(ая|ей|ую) (длительн|продолжительн)\w+ (всех|сегмент|фрагмент|сцен)",
            r"долж[енн]|необходимо|обязан|следует",
            r"равн|совпада|соответств|составля",
        ),
        (r"\bсуммы?\b", r"долж[енн]\w* быть равн"),
        (r"\bsumas?\b|\bsumad[oa]s?\b", _DEBE, r"\b(igual|iguales|coincidir|equivaler)\b"),
        (r"\btotal\b", _DEBE, _TODOS, r"\b(igual|iguales|coincidir|equivaler)\b"),
        (_DEBE + r".*\bsumar\b",),
    )
)
_NEGATIONS = re.compile(
    r"or equal|at most|at least|up to \d|exceed|\bnot\b|n't\b|n’t\b|\bnever\b|\bcannot\b|\bno need\b|"
    r"\b(less|more|fewer|greater|larger|smaller|shorter|longer) than\b|\bunless\b|\bexcept\b|"
    r"小於|小于|大於|大于|不得|不能|不必|不需|不須|不须|不用|不應|不应|不一定|不等|不超|不少|不多|不低|不高|"
    r"無需|无需|無須|无须|毋須|毋须|未必|沒有必要|没有必要|以下|以上|至多|至少|最多|最少|超過|超过|"
    r"未満|超え|必要はあ|必要はな|必要がな|必要がありません|必要もあ|限りません|異なって|"
    r"\bне\s+(долж|обяз|нужн|нужен|треб|равн|совпад|соответ|боль|мень|мене|боле|превыш|выше|ниже)|"
    r"необязат|не обязательно|меньше|больше|кроме случаев|"
    r"no deben?\b|no tienen?\b|no deber|no hace falta|no es (necesari|obligatori)|no necesita|"
    r"menor|mayor|menos|máximo|mínimo|superar|exceder|salvo|excepto",
    re.I,
)


def states_sum_equals(sentence: str) -> bool:
    """Return whether a sentence clearly states that values must add up to another."""
    stated = any(pattern.match(sentence) for pattern in _STATEMENTS)
    return stated and not _NEGATIONS.search(sentence)


def mentions_property(sentence: str, name: str) -> bool:
    """Return whether a sentence mentions a property, by its name or a common noun."""
    noun = _NOUNS.get(name)
    by_name = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", sentence)
    return bool(by_name or (noun and noun.search(sentence)))
