"""How Thai states rules."""

from __future__ import annotations

AND, OR = (), ()
SPACED = False

_MUST = r"ต้อง|ควร"
_EACH = r"ทุก|แต่ละ|ทั้งหมด|ช่วง|ฉาก|คลิป|เซกเมนต์|ส่วน|multi_prompt"
_EQUAL = r"เท่ากับ|เท่ากัน|ตรงกับ|เท่า"
CLAIMS = {"sum-equals": ((r"ผลรวม|รวมกัน", _MUST, _EACH, _EQUAL),)}
DENIALS = {
    "sum-equals": r"ไม่|ห้าม|น้อยกว่า|มากกว่า|สั้นกว่า|ยาวกว่า|สูงสุด|ต่ำสุด|อย่างน้อย|อย่างมาก|เกิน|ยกเว้น|เว้นแต่|หาก|ถ้า|เมื่อ|"
    r"เฉพาะ|หรือ|ประมาณ|เท่านั้น"
}
NOUNS = {"duration": r"ระยะเวลา|ความยาว|เวลา"}
