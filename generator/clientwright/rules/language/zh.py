"""How Chinese states rules, in traditional and simplified characters."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME

AND, OR = ("和", "与", "與", "及"), ("或",)
SPACED = False

_FIELD, _OTHER = (rf"[`\"']?(?P<{name}>{NAME})[`\"']?" for name in ("field", "other"))
_GIVE = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入|填写|填寫)"
_NEED = r"(?:提供|指定|使用|设置|設置|設定|设定|传入|傳入)"
_ONE = r"(?:一个|一個|其一|一项|一項|之一)"
_MUST = r"(?:必须|必須|需要|需)"

SENTENCES = {
    "at-most-one-of": (
        rf"{ANY_LIST}\s*(?:不能|不可|不可以|不得|无法|無法)(?:同时|同時){_GIVE}",
        rf"{ANY_LIST}\s*(?:互斥|相互排斥|互相排斥)",
        rf"(?:最多|至多)(?:只能)?{_GIVE}\s*{ANY_LIST}\s*(?:中的|其中)?{_ONE}",
    ),
    "at-least-one-of": (
        rf"(?:必须|必須|需要|需)?至少(?:需要|需|必须|必須)?{_GIVE}\s*{ANY_LIST}\s*(?:中的|其中)?{_ONE}",
        rf"{ANY_LIST}\s*(?:必须|必須|需要|需)?至少(?:需要|需)?{_GIVE}(?:其中)?{_ONE}",
    ),
    "requires": (
        rf"{_NEED}\s*(?P<field>{NAME})\s*(?:时|時)[,，]?\s*{_MUST}(?:同时|同時|也)?{_NEED}\s*{AND_LIST}",
        rf"(?P<field>{NAME})\s*{_MUST}(?:与|與|和|跟)\s*{AND_LIST}\s*(?:一起|同时|同時|配合|搭配)使用",
    ),
    "value-forbids-value": (
        rf"(?:当|當)\s*{_FIELD}\s*(?:为|為|是|=)\s*(?P<value>[^,，]+?)\s*(?:时|時)[,，]\s*{_OTHER}\s*(?:不能|不可|不得)(?:为|為|是|设为|設為)\s*(?P<list>.+?)",
    ),
    "sum-at-most": (
        rf"(?P<array>{NAME})\s*中所有\s*(?P<name>{NAME})\s*(?:的总和|的總和|之和)(?:不能|不得|不可)(?:超过|超過)\s*(?P<most>{NAME}|-?[0-9]+(?:\.[0-9]+)?)(?: seconds)?\s*(?:秒)?",
    ),
    "counts-together": (
        rf"{AND_LIST}\s*的?(?:总数|總數|总数量|總數量|数量之和|數量總和)(?:不能|不得|不可)(?:超过|超過)\s*(?P<n>[0-9]{{1,6}})\s*(?:个|個|张|張)?",
    ),
}
CLAIMS = {
    "sum-equals": (
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
    )
}
DENIALS = {
    "sum-equals": r"小於|小于|大於|大于|不得|不能|不必|不需|不須|不须|不用|不應|不应|不一定|不等|不超|不少|不多|不低|不高|"
    r"無需|无需|無須|无须|毋須|毋须|未必|沒有必要|没有必要|以下|以上|至多|至少|最多|最少|超過|超过|"
    r"如果|若|假如|除非|當[^。]*時[,，]|当[^。]*时[,，]|時才|时才|大約|大约"
}
NOUNS = {"duration": r"持續時間|持续时间|時長|时长|秒數|秒数"}
SIGNS = {
    "rule": (
        r"必須|必须|不能|不得|不可|僅當|仅当|只能|僅限|仅限|至多|至少|最多|最少|互斥|同時使用|同时使用",
    )
}
