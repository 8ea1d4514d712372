"""How the pages' languages say that only one of several fields may be given, or one must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import Pattern
from typing import Any

from clientwright.rules.paths import Path
from clientwright.rules.prose import GIVEN, LIST, NAME, fields, matches, names, templates

_THE = r"(?:the )?(?:(?:parameters|fields|inputs) )?"
_NOT = r"(?:cannot|can not|can't|must not|may not)"
_TOGETHER = r"(?:together|at the same time|simultaneously)"
_GIVE = r"(?:give|provide|specify|use|set)"
_ZH_GIVE = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入|填写|填寫)"
_ZH_ONE = r"(?:一个|一個|其一|一项|一項|之一)"
_RU_GIVE = r"(?:использовать|указывать|указать|задавать|задать|передавать|передать)"
_ES_GIVE = r"(?:usar|utilizar|especificar|proporcionar|indicar)"

_AT_MOST = templates(
    rf"{_THE}{LIST} are mutually exclusive",
    rf"(?:at most|only|no more than) one of {_THE}{LIST} (?:may|can|should|must) be {GIVEN}",
    rf"exactly one of {_THE}{LIST} (?:may|can|must|should) be {GIVEN}",
    rf"{_THE}{LIST} {_NOT} be {GIVEN} {_TOGETHER}",
    rf"{_THE}{LIST} {_NOT} both be {GIVEN}",
    rf"{_GIVE} (?:at most|only|exactly) one of {_THE}{LIST}",
    rf"{_GIVE} either (?P<list>{NAME} or {NAME}),? (?:but )?not both",
    rf"{LIST}\s*(?:不能|不可|不可以|不得|无法|無法)(?:同时|同時){_ZH_GIVE}",
    rf"{LIST}\s*(?:互斥|相互排斥|互相排斥)",
    rf"(?:最多|至多)(?:只能)?{_ZH_GIVE}\s*{LIST}\s*(?:中的|其中)?{_ZH_ONE}",
    rf"{LIST}\s*(?:は|を)\s*同時に(?:指定|使用|設定|利用)(?:することは)?できません",
    rf"{LIST}\s*は\s*(?:併用できません|排他的です)",
    rf"{LIST} нельзя {_RU_GIVE} (?:одновременно|вместе)",
    rf"{LIST} нельзя одновременно {_RU_GIVE}",
    rf"{LIST} (?:являются )?взаимоисключающи(?:е|ми)",
    rf"{LIST} no se pueden {_ES_GIVE} (?:juntos|juntas|al mismo tiempo|a la vez|simultáneamente)",
    rf"{LIST} son mutuamente excluyentes",
)
_ONE_WITH_OTHER = templates(
    rf"(?P<one>{NAME}) {_NOT} be (?:{GIVEN}|combined) (?:together |in combination )?with (?P<two>{NAME})",
    rf"(?P<one>{NAME}) {_NOT} be {GIVEN} at the same time as (?P<two>{NAME})",
)
_AT_LEAST = templates(
    rf"at least one of {_THE}{LIST} (?:must|should|has to|needs to) be {GIVEN}",
    rf"(?:at least one|exactly one|one or more|one) of {_THE}{LIST} (?:is|are) required",
    rf"exactly one of {_THE}{LIST} (?:must|should) be {GIVEN}",
    rf"(?:one or more|one) of {_THE}{LIST} must be {GIVEN}",
    rf"either {LIST} (?:must be {GIVEN}|is required)",
    rf"{_GIVE} (?:at least|exactly) one of {_THE}{LIST}",
    rf"(?:必须|必須|需要|需)?至少(?:需要|需|必须|必須)?{_ZH_GIVE}\s*{LIST}\s*(?:中的|其中)?{_ZH_ONE}",
    rf"{LIST}\s*(?:必须|必須|需要|需)?至少(?:需要|需)?{_ZH_GIVE}(?:其中)?{_ZH_ONE}",
    rf"{LIST}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)を(?:指定する必要があります|指定してください)",
    rf"{LIST}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)は(?:必須|必要)です",
    rf"(?:необходимо|нужно|требуется) (?:указать|передать|задать) (?:хотя бы|как минимум) (?:один|одно|одну) из (?:параметров |полей )?{LIST}",
    rf"(?:se )?debe (?:proporcionar|especificar|indicar)(?:se)? al menos (?:uno|una) de {LIST}",
)


def says_at_most_one(sentence: str, at: str, schema: Mapping[str, Any]) -> tuple[Path, ...] | None:
    """Give the fields of which a sentence says that no two go together."""
    for found in matches(sentence, _ONE_WITH_OTHER):
        return fields((found["one"], found["two"]), at, schema)
    return _read(sentence, _AT_MOST, at, schema)


def says_at_least_one(sentence: str, at: str, schema: Mapping[str, Any]) -> tuple[Path, ...] | None:
    """Give the fields of which a sentence says that one must be there."""
    return _read(sentence, _AT_LEAST, at, schema)


def _read(
    sentence: str, said: Iterable[Pattern[str]], at: str, schema: Mapping[str, Any]
) -> tuple[Path, ...] | None:
    for found in matches(sentence, said):
        return fields(names(found["list"]), at, schema)
    return None
