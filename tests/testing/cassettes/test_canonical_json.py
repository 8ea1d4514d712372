"""Two bodies are equal exactly when they say the same JSON, types and all."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes.canonical_json import canonical_body
from testing.cassettes.support import JSON, json_equal


def shuffled(value: Any, source: random.Random) -> Any:
    """Give a value with its keys in another order."""
    if isinstance(value, dict):
        names = sorted(value)
        source.shuffle(names)
        return {name: shuffled(value[name], source) for name in names}
    return [shuffled(one, source) for one in value] if isinstance(value, list) else value


@given(JSON, st.randoms(use_true_random=False), st.booleans(), st.sampled_from([None, 0, 3]))
def test_spelling_means_nothing(
    value: Any, source: random.Random, ascii_only: bool, indent: int | None
) -> None:
    """Order of keys, white space and escapes change no canonical form."""
    other = json.dumps(shuffled(value, source), ensure_ascii=ascii_only, indent=indent)
    assert canonical_body(other.encode()) == canonical_body(json.dumps(value).encode())


@given(JSON, JSON)
def test_values_and_types_mean_everything(one: Any, other: Any) -> None:
    """Canonical forms are equal exactly when values are, `True` apart from 1 and 5 from 5.0."""
    forms = [canonical_body(json.dumps(value).encode()) for value in (one, other)]
    assert (forms[0] == forms[1]) == json_equal(one, other)


LOOKALIKES: list[tuple[Any, Any]] = [
    (True, 1), (False, 0), (1, 1.0), (5, 5.0), (0.0, -0.0), ("1", 1), (None, "null"), (None, False),
    ([], {}), ("", None), ([1], 1), ({"a": None}, {}), ("é", "e\u0301"), (10**20, 1e20),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), LOOKALIKES)
def test_lookalikes_differ(one: Any, other: Any) -> None:
    """What Python or a lax reader takes for equal is not."""
    for wrap in (lambda v: v, lambda v: [v], lambda v: {"a": v}):
        assert canonical_body(json.dumps(wrap(one)).encode()) != canonical_body(
            json.dumps(wrap(other)).encode()
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"5.0", b"5.00"),
        (b"5.0", b"50e-1"),
        (b"1e400", b"10e399"),
        (b'"\\u00e9"', '"é"'.encode()),
        (b'"\\ud800"', b'"\\uD800"'),
        (b'"\\/"', b'"/"'),
    ],
)
def test_spellings_of_one_value_are_equal(one: bytes, other: bytes) -> None:
    """Numbers and characters may be spelt in several ways."""
    assert canonical_body(one) == canonical_body(other) != one


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": 1, "a": 1}',
        b"\xff\xfe",
        b"[" * 5000 + b"]" * 5000,
        b"9" * 5000,
        b"\xef\xbb\xbf{}",
        b"1e9999999999999999999999",
        b"<html>",
    ],
)
def test_what_is_no_strict_json_is_its_bytes(body: bytes) -> None:
    """Cut-off texts, repeated keys, NaN and depths without end compare byte by byte."""
    assert canonical_body(body) == body


@given(st.binary())
def test_any_bytes_have_a_form(body: bytes) -> None:
    """No body is ever refused, and a form that is bytes is the body itself."""
    form = canonical_body(body)
    assert isinstance(form, str) or form == body
