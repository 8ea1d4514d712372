"""How Vietnamese states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": "phải|cần|cần phải|bắt buộc phải|buộc phải|nên|hãy đảm bảo|đảm bảo|đảm bảo rằng|hãy đảm bảo rằng",
    "equal": (
        "bằng|bằng với|bằng đúng|đúng bằng|khớp|khớp với|trùng|trùng với|trùng khớp|trùng khớp với|"
        "tương đương|tương đương với|giống|giống với|giống như|tương ứng với|phù hợp với|ngang bằng với|"
        "bằng nhau"
    ),
    "equal together": "cộng lại thành|cộng lại bằng|cộng lại đúng bằng|tổng cộng bằng",
    "must equal together": "cộng lại phải (?:đúng )?bằng|cộng lại cần (?:phải )?bằng|cộng lại phải (?:khớp|trùng) với",
    "together": "cộng lại|gộp lại|cộng dồn|cộng gộp|khi cộng lại",
    "sum": "tổng cộng|tổng số(?= (?:thời|giây|độ))|tổng của|tổng các",
    "total": "tổng|toàn phần",
    "all": "tất cả|tất cả các|mỗi|từng|các|mọi|những",
    "part": (
        "phân đoạn|đoạn|đoạn (?:video|clip|phim)|cảnh|cảnh quay|clip|phân cảnh|shot|prompt|phần|câu lệnh|"
        "lời nhắc|segment|mục|câu nhắc"
    ),
    "duration": "thời lượng|độ dài|thời gian|chiều dài|số giây|giây|thời lượng phát|thời gian phát",
    "video": (
        "(?:(?:toàn bộ|cả) )?(?:video|phim)(?: (?:cuối cùng|đầu ra|hoàn chỉnh|được tạo|tổng thể|"
        "kết quả))?"
    ),
    "with": "với",
    "neutral": (
        "của|trong|là|cho|đúng|chính xác|luôn|luôn luôn|giá trị|trường|tham số|toàn bộ|riêng lẻ|"
        "thuộc|lưu ý|lưu ý rằng|quan trọng|được|thành|thuộc tính|rằng"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:phải|không thể|không được|bắt buộc|chỉ (?:khi|với|dùng|áp dụng)|tối đa|tối thiểu|ít nhất|nhiều nhất)\b",
        r"\b(?:dùng|sử dụng|chỉ định|cung cấp|đặt)\b.*\bcùng (?:lúc|với)\b",
    ),
    "limit": (
        (
            r"(?:trừ|ngoại trừ|ngoại lệ|nhưng|tuy nhiên|nếu không|không còn|trước đây|sai|áp dụng)(?!\w)"
        ),
        (
            r"(?:chỉ|không) (?:trong|cho|khi|với|ở|áp dụng|dành|phải|còn|bắt buộc|đúng)(?!\w)|(?:nếu|"
            r"khi)(?!\w)[^.,]{0,40}\W*$"
        ),
        (
            "(?:điều này|điều đó|(?:quy tắc|yêu cầu|giới hạn|điều kiện) này|"
            r"việc này)(?!\w)[^.]{0,30}(?<!\w)(?:không|chỉ|chưa|sai|áp dụng|trừ|bãi bỏ)(?!\w)"
        ),
        (
            r"(?:trong|cho|với|ở)(?!\w)[^.,:]{0,30}(?<!\w)(?:chế độ|mô hình|phiên bản)(?!\w)[^.,:]{0,20}\W*$"
        ),
        r"(?:trừ|ngoại trừ|ngoại lệ|nhưng|tuy nhiên|nếu không|hoặc|và|chỉ (?:khi|trong|với|cho))\b",
    ),
    "waiver": (
        r"\b(?:không còn|không cần|không bắt buộc|có thể bỏ qua|bị bỏ qua|ngoại lệ|ưu tiên|không áp dụng)\b",
    ),
}
