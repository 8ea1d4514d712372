"""How Japanese states rules."""

from __future__ import annotations

from clientwright.rules.language import AND_LIST, ANY_LIST, NAME

AND, OR = ("と",), ("または", "や")
SPACED = False

SENTENCES = {
    "at-most-one-of": (
        rf"{ANY_LIST}\s*(?:は|を)\s*同時に(?:指定|使用|設定|利用)(?:することは)?できません",
        rf"{ANY_LIST}\s*は\s*(?:併用できません|排他的です)",
    ),
    "at-least-one-of": (
        rf"{ANY_LIST}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)を(?:指定する必要があります|指定してください)",
        rf"{ANY_LIST}\s*の(?:うち)?少なくとも(?:一方|1つ|一つ)は(?:必須|必要)です",
    ),
    "requires": (
        rf"(?P<field>{NAME})\s*を(?:指定|使用|設定)する場合は?[、,]?\s*{AND_LIST}\s*(?:も指定する必要があります|の指定が必要です|が必要です)",
    ),
}
CLAIMS = {
    "sum-equals": (
        (
            r"合計|総和|総計",
            r"等しく|等しい|一致|同じ",
            r"必要が|なければ|なりません|ください|ものとします",
        ),
    )
}
DENIALS = {
    "sum-equals": r"未満|超え|必要はあ|必要はな|必要がな|必要がありません|必要もあ|限りません|異なって|場合|とき|(?<!ければ)なら|のみ|以内|最大|最小|約"
}
NOUNS = {"duration": r"長さ|継続時間|再生時間|時間"}
SIGNS = {
    "rule": (
        r"必須|なければなりません|できません|必要があります|場合のみ|のみ有効|同時に指定|併用",
    ),
    "limit": (
        r"ただし|但し|しかし|例外|それ以外|または|および|なお|もっとも|[^。]{1,12}のみ[。)）]?$",
    ),
    "waiver": (
        r"不要です|必要はありません|必要ありません|省略でき|省略可能|無視され|例外|優先され|適用されません|適用されない",
    ),
}
