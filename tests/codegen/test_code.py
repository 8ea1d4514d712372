"""Source text that is made from any text or value reads back as that text or value."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientwright.codegen import code
from codegen.hostile_texts import TEXT

SLOW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


@SLOW
@given(TEXT)
@example('"')
@example('\\"""')
@example('a"""')
@example("a\\")
def test_docstrings_round_trip(text: str) -> None:
    """A docstring evaluates to the text it was made from, and contains nothing invisible."""
    written = code.docstring(text)
    shown = ast.literal_eval(written)
    assert shown.split() == text.replace("\ud800", "\ufffd").split() or not text.strip()
    assert all(c.isprintable() or c == "\n" for c in written)


@SLOW
@given(
    st.recursive(
        TEXT | st.integers() | st.booleans() | st.none(),
        lambda i: st.lists(i, max_size=3) | st.dictionaries(TEXT, i, max_size=3),
        max_leaves=6,
    )
)
def test_literals_round_trip(value: Any) -> None:
    """A literal evaluates to the value it was made from."""
    written = code.literal(value)
    assert ast.literal_eval(written) == value
    assert all(c.isprintable() for c in written)


def test_templates_reject_plain_strings() -> None:
    """A template that receives a plain string raises instead of writing it."""
    from clientwright.codegen.filled_templates import fill

    with pytest.raises(code.UnsafeCode):
        fill("service.py.jinja", doc="plain", header=code.Code(""), service=code.Code("1"))
