"""Texts and names with which a document could break generated code."""

from __future__ import annotations

from hypothesis import strategies as st

NASTY = (
    '"""', "'''", "\\", '\\"""', "\\N{BULLET}", "\\x00", "\n", "\r\n", "\u2028", "\u202e", "\u200b",
    "\x00", "\x1b[2J", "\ud800", "#", "{", "}", "{{ 7*7 }}", "{% raw %}", "%s", "__import__('os')",
    "import os", "); raise SystemExit(", "]", ")", ",", "\t", " ", "é", "名", "\U0001f600", "\ufeff", "",
)  # fmt: skip
NAMES = (
    "class", "def", "__init__", "__class__", "self", "cls", "model_config", "model_dump", "copy", "schema",
    "json", "rules", "rest", "list", "str", "int", "Any", "Field", "Text", "Input", "Output", "ENDPOINT",
    "Closed", "payload", "56_text", "a b", "a-b", "ä", "None", "True", "timeout", "on_update", "match", "print",
    "_private", "Annotated", "TypedDict", "validate", "x" * 300, "a.b", "a/b", "a~b", "$ref", "type",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=3), max_size=6).map("".join)
PROPERTY = st.sampled_from(NAMES) | TEXT
