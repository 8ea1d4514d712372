"""Recognize sentences about several fields of which at most or at least one may be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import Pattern
from typing import Any

from clientwright.rules.json_path import JsonPath
from clientwright.rules.prose_templates import (
    ANY_LIST_PATTERN,
    GIVEN_PATTERN,
    NAME_PATTERN,
    find_fields,
    match_templates,
    sentence_templates,
    split_names,
)

_THE = r"(?:the )?(?:(?:parameters|fields|inputs) )?"
_NOT = r"(?:cannot|can not|can't|must not|may not)"
_TOGETHER = r"(?:together|at the same time|simultaneously)"
_GIVE = r"(?:give|provide|specify|use|set)"
_ZH_GIVE = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入|填写|填寫)"
_ZH_ONE = r"(?:一个|一個|其一|一项|一項|之一)"
_RU_GIVE = r"(?:использовать|указывать|указать|задавать|задать|передавать|передать)"
_ES_GIVE = r"(?:usar|utilizar|especificar|proporcionar|indicar)"

_AT_MOST = sentence_templates(
    rf"{_THE}{ANY_LIST_PATTERN} are mutually exclusive",
    rf"(?:at most|only|no more than) one of {_THE}{ANY_LIST_PATTERN} (?:may|can|should|must) be {GIVEN_PATTERN}",
    rf"exactly one of {_THE}{ANY_LIST_PATTERN} (?:may|can|must|should) be {GIVEN_PATTERN}",
    rf"{_THE}{ANY_LIST_PATTERN} {_NOT} be {GIVEN_PATTERN} {_TOGETHER}",
    rf"{_THE}{ANY_LIST_PATTERN} {_NOT} both be {GIVEN_PATTERN}",
    rf"{_GIVE} (?:at most|only|exactly) one of {_THE}{ANY_LIST_PATTERN}",
    rf"{_GIVE} either (?P<list>{NAME_PATTERN} or {NAME_PATTERN}),? (?:but )?not both",
    rf"{ANY_LIST_PATTERN}\s*(?:不能|不可|不可以|不得|无法|無法)(?:同时|同時){_ZH_GIVE}",
    rf"{ANY_LIST_PATTERN}\s*(?:互斥|相互排斥|互相排斥)",
    rf"(?:最多|至多)(?:只能)?{_ZH_GIVE}\s*{ANY_LIST_PATTERN}\s*(?:中的|其中)?{_ZH_ONE}",
    rf"{ANY_LIST_PATTERN}\s*(?:は|を)\s*同時に(?:指定|使用|設定|利用)(?:することは)?できません",
    rf"{ANY_LIST_PATTERN}\s*は\s*(?:併用できません|排他的です)",
    rf"{ANY_LIST_PATTERN} нельзя {_RU_GIVE} (?:одновременно|вместе)",
    rf"{ANY_LIST_PATTERN} нельзя одновременно {_RU_GIVE}",
    rf"{ANY_LIST_PATTERN} (?:являются )?взаимоисключающи(?:е|ми)",
    rf"{ANY_LIST_PATTERN} no se pueden {_ES_GIVE} (?:juntos|juntas|al mismo tiempo|a la vez|simultáneamente)",
    rf"{ANY_LIST_PATTERN} son mutuamente excluyentes",
)
_ONE_WITH_OTHER = sentence_templates(
    rf"(?P<one>{NAME_PATTERN}) {_NOT} be (?:{GIVEN_PATTERN}|combined) (?:together |in combination )?with (?P<two>{NAME_PATTERN})",
    rf"(?P<one>{NAME_PATTERN}) {_NOT} be {GIVEN_PATTERN} at the same time as (?P<two>{NAME_PATTERN})",
)
_AT_LEAST = sentence_templates(
    rf"at least one of {_THE}{ANY_LIST_PATTERN} (?:must|should|has to|needs to) be {GIVEN_PATTERN}",
    rf"(?:at least one|exactly one|one or more|one) of {_THE}{ANY_LIST_PATTERN} (?:is|are) required",
    rf"exactly one of {_THE}{ANY_LIST_PATTERN} (?:must|should) be {GIVEN_PATTERN}",
    rf"(?:one or more|one) of {_THE}{ANY_LIST_PATTERN} must be {GIVEN_PATTERN}",
    rf"either {ANY_LIST_PATTERN} (?:must be {GIVEN_PATTERN}|is required)",
    rf"{_GIVE} (?:at least|exactly) one of {_THE}{ANY_LIST_PATTERN}",
    rf"(?:必须|必須|需要|需)?至少(?:需要|需|必须|必須)?{_ZH_GIVE}\s*{ANY_LIST_PATTERN}\s*(?:中的|其中)?{_ZH_ONE}",
    rf"{ANY_LIST_PATTERN}\s*(?:必须|必須|需要|需)?至少(?:需要|需)?{_ZH_GIVE}(?:其中)?{_ZH_ONE}",
    rf"{ANY_LIST_PATTERN}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)を(?:指定する必要があります|指定してください)",
    rf"{ANY_LIST_PATTERN}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)は(?:必須|必要)です",
    rf"(?:необходимо|нужно|требуется) (?:указать|передать|задать) (?:хотя бы|как минимум) (?:один|одно|одну) из (?:параметров |полей )?{ANY_LIST_PATTERN}",
    rf"(?:se )?debe (?:proporcionar|especificar|indicar)(?:se)? al menos (?:uno|una) de {ANY_LIST_PATTERN}",
)


def read_at_most_one(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...] | None:
    """Return the fields of which a sentence allows at most one, or None."""
    for found in match_templates(sentence, _ONE_WITH_OTHER):
        return find_fields((found["one"], found["two"]), at, schema)
    return _read(sentence, _AT_MOST, at, schema)


def read_at_least_one(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...] | None:
    """Return the fields of which a sentence requires at least one, or None."""
    return _read(sentence, _AT_LEAST, at, schema)


def _read(
    sentence: str, templates: Iterable[Pattern[str]], at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...] | None:
    for found in match_templates(sentence, templates):
        return find_fields(split_names(found["list"]), at, schema)
    return None
