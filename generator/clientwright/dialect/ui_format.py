"""`ui-format`: formats that name a widget or echo the type say nothing about values, and are dropped."""

from __future__ import annotations

import re

from clientwright.dialect.node import Change, Node, unchanged, without
from clientwright.dialect.values import ABSENT

CODE = "ui-format"
WIDGETS = frozenset(
    "str string int integer float double number num bool boolean list array dict object "
    "text textarea text_area multiline select multiselect dropdown radio checkbox switch toggle "
    "slider range input stepper".split()
)
_WIDGET = re.compile(r".*slider.*|.*_range")


def repair(node: Node) -> Change:
    """Drop a format that is only for the page's form."""
    written = node.schema.get("format")
    if not isinstance(written, str) or not is_widget(written):
        return unchanged(node)
    return without(node.schema, "format"), (node.repair("format", CODE, written, ABSENT),)


def is_widget(name: str) -> bool:
    """Tell whether a format names a widget or a type."""
    return name.lower() in WIDGETS or bool(_WIDGET.fullmatch(name.lower()))
