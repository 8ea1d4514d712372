"""How Vietnamese states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(phải|cần|bắt buộc)\b"
_EACH = r"\b(tất cả|mỗi|từng|các|đoạn|cảnh|clip)\b"
_EQUAL = r"\b(bằng|khớp|trùng|tương đương|giống)\b"
CLAIMS = {"sum-equals": ((r"\b(tổng|cộng)\b", _MUST, _EACH, _EQUAL),)}
DENIALS = {
    "sum-equals": r"\b(không|chưa|đừng|chẳng|hơn|tối đa|tối thiểu|ít nhất|nhiều nhất|vượt|quá|trừ|ngoại trừ|nếu|khi|"
    r"chỉ|hoặc|hay|khoảng|gần)\b"
}
NOUNS = {"duration": r"thời lượng|độ dài|thời gian|chiều dài"}
SIGNS = {
    "rule": (
        r"\b(?:phải|không thể|không được|bắt buộc|chỉ (?:khi|với|dùng|áp dụng)|tối đa|tối thiểu|ít nhất|nhiều nhất)\b",
        r"\b(?:dùng|sử dụng|chỉ định|cung cấp|đặt)\b.*\bcùng (?:lúc|với)\b",
    ),
    "limit": (
        r"(?:trừ|ngoại trừ|ngoại lệ|nhưng|tuy nhiên|nếu không|hoặc|và|chỉ (?:khi|trong|với|cho))\b",
    ),
    "waiver": (
        r"\b(?:không còn|không cần|không bắt buộc|có thể bỏ qua|bị bỏ qua|ngoại lệ|ưu tiên|không áp dụng)\b",
    ),
}
