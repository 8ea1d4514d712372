"""How Turkish states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"m[ae]l[ıi]\b|m[ae]l[ıi]d[ıi]r|zorunda|gerek|\bşart"
_EACH = r"\b(tüm|bütün|her)\b|segment|bölüm|sahne|klip|çekim|parça"
_EQUAL = r"\beşit|\baynı\b|\bdenk\b|eşleş|örtüş"
CLAIMS = {
    "sum-equals": (
        (r"toplam(?:ı|ının|ına|ıyla)\b", _MUST, _EQUAL),
        (r"\btoplam\b", _MUST, _EACH, _EQUAL),
    )
}
DENIALS = {
    "sum-equals": r"değil|olmama|\w+m[ae]m[ae]l|gerekme|gerekmi|gerek yok|\bşart değ|\ben (?:az|çok|fazla)\b|\baz\b|\bdaha\b|"
    r"küçük|büyük|fazla|\başma|\başam|geçme|geçem|hariç|dışında|\bise\b|\w+[ıiuü]rsa\b|\w+[ae]rsa\b|\w+s[ae]\b|\beğer\b|durumunda|\bsürece\b|"
    r"yalnızca|sadece|yaklaşık|\bkadar\b|\bveya\b|ya da"
}
NOUNS = {"duration": r"süre|uzunlu"}
SIGNS = {
    "rule": (
        r"\b(?:gerek(?:ir|lidir|li)|zorunlu(?:dur)?|olmalıdır|olmalı|kullanılamaz|yalnızca|sadece|en fazla|en az)\b",
        r"\bbirlikte\b.*\b(?:kullan|belirt|sağlan|veril)\w*",
    ),
    "limit": (r"(?:ancak|ama|fakat|aksi (?:halde|takdirde)|istisna|veya|ve|yalnızca|sadece)\b",),
    "waiver": (
        r"\b(?:artık|gerekli değil\w*|zorunlu değil\w*|gerekmez|atlanabilir|yok sayılır|istisna|öncelik\w*|uygulanmaz)\b",
    ),
}
