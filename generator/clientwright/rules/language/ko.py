"""How Korean states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"야\s*(?:합니다|한다|함|해요|됩니다)|필요가 있|하세요|십시오|하도록"
_EACH = r"모든|\b각|세그먼트|구간|장면|클립|컷"
_EQUAL = r"같|일치|동일"
CLAIMS = {
    "sum-equals": (
        (r"합계|총합|합산|(?<![가-힣])합(?=[은이을과]|\s)", _MUST, _EQUAL),
        (r"총|전체", _MUST, _EACH, _EQUAL),
    )
}
DENIALS = {
    "sum-equals": r"않|없|아니|아닌|말아|금지|미만|이하|이상|초과|최대|최소|넘|적어도|작|크|짧|제외|경우|때|하면|이면|라면|만 해당|또는|거나|\b약\b|대략"
}
NOUNS = {"duration": r"길이|시간"}
SIGNS = {
    "rule": (
        r"해야\s*(?:합니다|한다|함)|할 수 없|수 없습니다|필수|경우에만|에서만|최대|최소|함께 사용|동시에|하나만",
    )
}
