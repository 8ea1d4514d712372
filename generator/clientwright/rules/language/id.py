"""How Indonesian states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = True

_MUST = r"\b(harus|wajib|mesti|perlu)\b"
_EACH = r"\b(semua|setiap|seluruh|tiap|segmen|adegan|klip|bidikan)\b|multi_prompt"
_EQUAL = r"\b(sama|setara|sesuai|cocok)\b"
CLAIMS = {"sum-equals": ((r"\b(jumlah|total|penjumlahan|dijumlahkan)\b", _MUST, _EACH, _EQUAL),)}
DENIALS = {
    "sum-equals": r"\b(tidak|tak|bukan|jangan|tanpa|kurang|lebih|maksim\w+|minim\w+|paling|melebihi|melampaui|kecuali|"
    r"jika|bila|apabila|ketika|kalau|saat|asalkan|hanya|atau|sekitar|kira-kira|belum)\b"
}
NOUNS = {"duration": r"durasi|panjang"}
SIGNS = {
    "rule": (
        r"\b(?:harus|wajib|tidak (?:dapat|boleh|bisa)|hanya (?:jika|bila|untuk|dengan|berlaku)|maksimal|minimal|paling (?:banyak|sedikit)|memerlukan)\b",
        r"\b(?:digunakan|dipakai|diberikan|ditentukan|diisi|diatur)\b.*\bbersama(?:an)?\b",
    ),
    "limit": (
        r"(?:kecuali|pengecualian|tetapi|tapi|namun|jika tidak|atau|dan|hanya (?:di|dalam|untuk|dengan|jika|pada))\b",
    ),
    "waiver": (
        r"\b(?:tidak lagi|tidak (?:perlu|wajib|diperlukan|berlaku)|dapat dihilangkan|boleh kosong|diabaikan|pengecualian|prioritas)\b",
    ),
}
