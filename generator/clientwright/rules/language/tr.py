"""How Turkish states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "olmalı(?:dır)?|olmalılar|zorunda(?:dır)?|zorundadırlar|gerek(?:ir|mektedir|iyor|li|lidir|li)|"
        "şart(?:tır)?|etmeli(?:dir)?|zorunlu(?:dur)?|vermeli(?:dir)?|lazım(?:dır)?|emin olun"
    ),
    "equal": (
        "eşit|aynı|denk|özdeş|eşleşmesi|uyuşması|örtüşmesi|eşitlenmesi|karşılık gelmesi|vermesi|tutması|"
        "eşit olması|eşit olmasına|eşdeğer|birebir aynı"
    ),
    "equal together": "oluşturması",
    "must equal": (
        "eşleşmeli(?:dir)?|uyuşmalı(?:dır)?|örtüşmeli(?:dir)?|uymalı(?:dır)?|karşılık gelmeli(?:dir)?|"
        "tutmalı(?:dır)?|eşitlenmeli(?:dir)?"
    ),
    "must equal together": "toplanmalı(?:dır)?|oluşturmalı(?:dır)?",
    "equal duration": "kadar uzun",
    "together": "birlikte|toplamda|toplandığında|hep birlikte|birleştirildiğinde|bir arada",
    "sum": "toplam(?:ı|ının|ına|ını|ıyla|larının)",
    "total": "toplam|genel",
    "all": "her|her bir|her birinin|bütün",
    "part": (
        "(?:video |prompt |çekim )?(?:segment(?:ler)?(?:in|inin|deki|lerin)?|bölüm(?:ler)?(?:ün|in|"
        "deki)?|sahne(?:ler)?(?:nin|in|deki)?|klip(?:ler)?(?:in)?|klibin|çekim(?:ler)?(?:in)?|"
        "parça(?:lar)?(?:nın|ın|daki)?|kısım(?:lar)?(?:ın)?|kısmın|prompt(?:lar)?(?:un|ın)?|"
        "plan(?:lar)?(?:ın)?|kesit(?:ler)?(?:in)?|istem(?:ler)?(?:in)?|öge(?:ler)?(?:nin|in)?|"
        "öğe(?:ler)?(?:nin|in)?)"
    ),
    "part duration": "segment süre(?:leri|lerinin|si|sinin)",
    "duration": (
        "süre(?:ler)?(?:si|sinin|sine|siyle|sini|nin|ye|yle|yi|i|in|inin|ine|iyle)?|uzunlu(?:k|ğu|ğunun|"
        "ğuna|ğuyla|ğunu|klar|kları|klarının|kların|klarına)|saniye(?:ler)?(?:si|in|inin|nin)?|zaman(?:ı|"
        "ına|ının)?"
    ),
    "video": (
        "video(?:nun|sunun|su|ya|yla|daki)?|film(?:in)?|(?:nihai|oluşturulan|üretilen|tüm|bütün|"
        "tam) video(?:nun)?|çıktı video(?:sunun)?"
    ),
    "with": "ile",
    "neutral": (
        "tüm|tam|tam olarak|kesinlikle|mutlaka|her zaman|değer(?:i|ine|inin|iyle|ler|leri|lerin|"
        "lerinin)?|parametre(?:si|sinin|sine|siyle)?|alan(?:ı|ının|ına|ıyla)?|olmak|olması|olmasına|"
        "olacak|şekilde|not|önemli|lütfen|dikkat|tek tek|ayrı ayrı|özellik|'(?:n?[ıiuü]n|[yn]?[aeıiuü]|"
        "[yn]?l[ae]|d?[ae]ki)|içindeki"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:gerek(?:ir|lidir|li)|zorunlu(?:dur)?|olmalıdır|olmalı|kullanılamaz|yalnızca|sadece|en fazla|en az)\b|m[ae]l[ıi]d[ıi]r\b",
        r"\bbirlikte\b.*\b(?:kullan|belirt|sağlan|veril)\w*",
    ),
    "limit": (
        (
            "(?:hariç|istisna(?:lar)?|ancak|fakat|ama|aksi|değil|hayır|artık|eskiden|önceden|yanlış|"
            r"geçerli)\b"
        ),
        (
            r"(?:yalnızca|sadece)\b[^.]{0,30}(?:mod\w*|için|model\w*|sürüm\w*|geçerli\w*|iken)\W*\w*\W*$"
        ),
        (
            r"(?:bu(?:nun)?|kural)\b[^.]{0,40}\b(?:değil\w*|yalnızca|sadece|artık|yanlış|geçerli\w*|gerekmez|"
            r"hariç|kaldırıldı|uygulanmaz|uygulanır)\b"
        ),
        (r"[^.,:]{0,30}\b(?:hariç|modunda|için geçerli\w*|geçerli değil\w*)\W*$"),
        r"(?:ancak|ama|fakat|aksi (?:halde|takdirde)|istisna|veya|ve|yalnızca|sadece)\b",
    ),
    "waiver": (
        r"\b(?:artık|gerekli değil\w*|zorunlu değil\w*|gerekmez|atlanabilir|yok sayılır|istisna|öncelik\w*|uygulanmaz)\b",
    ),
}
