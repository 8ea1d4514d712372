"""`ui-format`: formats that name a widget or repeat the type are dropped."""

from __future__ import annotations

import re

from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT

CODE = "ui-format"
WIDGETS = frozenset(
    "str string int integer float double number num bool boolean list array dict object "
    "text textarea text_area multiline select multiselect dropdown radio checkbox switch toggle "
    "slider range input stepper".split()
)
_WIDGET = re.compile(r".*slider.*|.*_range")


def repair(node: RepairContext) -> RepairOutcome:
    """Drop a format that is only for the page's form."""
    written = node.schema.get("format")
    if not isinstance(written, str) or not is_widget(written):
        return unchanged(node)
    return without_keywords(node.schema, "format"), (
        node.record_repair("format", CODE, written, ABSENT),
    )


def is_widget(name: str) -> bool:
    """Return whether a format names a widget or a type."""
    return name.lower() in WIDGETS or bool(_WIDGET.fullmatch(name.lower()))
