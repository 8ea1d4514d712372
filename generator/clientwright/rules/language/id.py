"""How Indonesian states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

SUM_WORDS = {
    "must": (
        "harus|haruslah|wajib|mesti|perlu|seharusnya|harus selalu|pastikan|pastikan bahwa|diwajibkan|"
        "diharuskan"
    ),
    "equal": (
        "sama|sama persis|sama dengan|setara|setara dengan|sesuai|sesuai dengan|cocok|cocok dengan|"
        "menyamai|identik|identik dengan|sepadan dengan|ekuivalen dengan|tepat sama|menjadi"
    ),
    "equal together": "berjumlah|ditotal menjadi|dijumlahkan menjadi|mencapai total",
    "together": (
        "dijumlahkan|digabungkan|secara keseluruhan|gabungan|(?:jika|bila|apabila|ketika|"
        "setelah) (?:dijumlahkan|digabungkan)|bersama-sama|digabung"
    ),
    "sum": (
        "jumlah(?: total)?(?= (?:dari )?(?:semua |setiap |seluruh )?(?:durasi|panjang|waktu|detik|lama))|"
        "penjumlahan|hasil penjumlahan|akumulasi|jumlah keseluruhan(?= (?:durasi|panjang|waktu))"
    ),
    "total": "total|keseluruhan",
    "all": "semua|setiap|tiap|tiap-tiap|masing-masing",
    "part": (
        "(?:segmen|segmen-segmen|adegan|klip|bidikan|bagian|bagian-bagian|prompt|cuplikan|potongan|shot|"
        "elemen|item|babak|scene)(?: video)?|multi-?prompt"
    ),
    "duration": "durasi|durasinya|panjang|waktu|detik|lama waktu|lamanya|durasi-durasi|panjangnya",
    "video": (
        "(?:video|film)(?:nya)?(?: (?:akhir|keluaran|hasil|utuh|secara keseluruhan|keseluruhan|penuh|"
        "lengkap))?"
    ),
    "with": "dengan",
    "neutral": (
        "dari|untuk|pada|di|dalam|nilai|parameter|kolom|bidang|field|persis|tepat|selalu|catatan|"
        "penting|perhatikan bahwa|seluruh|individual|properti|opsi|adalah|bahwa|juga"
    ),
}

SIGNS = {
    "rule": (
        r"\b(?:harus|wajib|tidak (?:dapat|boleh|bisa)|hanya (?:jika|bila|untuk|dengan|berlaku)|maksimal|minimal|paling (?:banyak|sedikit)|memerlukan)\b",
        r"\b(?:digunakan|dipakai|diberikan|ditentukan|diisi|diatur)\b.*\bbersama(?:an)?\b",
    ),
    "limit": (
        (r"sekarang\b"),
        (
            r"(?:kecuali|pengecualian|tetapi|tapi|namun|jika tidak|tidak lagi|dulu|sebelumnya|salah|berlaku)\b"
        ),
        (
            r"(?:hanya|tidak|bukan) (?:dalam|untuk|di|pada|jika|bila|berlaku|selalu|wajib|dengan)\b|(?:jika|"
            r"bila|apabila|ketika)\b[^.,]{0,40}\W*$"
        ),
        (
            "(?:ini (?:tidak|hanya|bukan|sudah)|hal (?:ini|itu)|(?:aturan|ketentuan|syarat|batasan) (?:ini|"
            r"tersebut))\b[^.]{0,30}\b(?:tidak|bukan|hanya|salah|opsional|berlaku|kecuali|dihapus|lagi)\b"
        ),
        (
            r"(?:dalam|untuk|pada|di|dengan)\b[^.,:]{0,30}\b(?:mode|model|versi)\b[^.,:]{0,20}\W*$|"
            r"[^.,:]{0,30}\bsaja\W*$"
        ),
        r"(?:kecuali|pengecualian|tetapi|tapi|namun|jika tidak|atau|dan|hanya (?:di|dalam|untuk|dengan|jika|pada))\b",
    ),
    "waiver": (
        r"\b(?:tidak lagi|tidak (?:perlu|wajib|diperlukan|berlaku)|dapat dihilangkan|boleh kosong|diabaikan|pengecualian|prioritas)\b",
    ),
}
