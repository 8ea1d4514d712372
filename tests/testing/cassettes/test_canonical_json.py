"""Two bodies are equal exactly when they are the same JSON, including types."""

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
    """Return a value with its keys in another order."""
    if isinstance(value, dict):
        names = sorted(value)
        source.shuffle(names)
        return {name: shuffled(value[name], source) for name in names}
    return [shuffled(one, source) for one in value] if isinstance(value, list) else value


@given(JSON, st.randoms(use_true_random=False), st.booleans(), st.sampled_from([None, 0, 3]))
def test_formatting_does_not_matter(
    value: Any, source: random.Random, ascii_only: bool, indent: int | None
) -> None:
    """Order of keys, white space and escapes do not change the canonical form."""
    other = json.dumps(shuffled(value, source), ensure_ascii=ascii_only, indent=indent)
    assert canonical_body(other.encode()) == canonical_body(json.dumps(value).encode())


@given(JSON, JSON)
def test_values_and_types_matter(one: Any, other: Any) -> None:
    """Canonical forms are equal exactly when values and types are: `True` is not 1, 5 is not 5.0."""
    forms = [canonical_body(json.dumps(value).encode()) for value in (one, other)]
    assert (forms[0] == forms[1]) == json_equal(one, other)


LOOKALIKES: list[tuple[Any, Any]] = [
    (True, 1), (False, 0), (1, 1.0), (5, 5.0), (0.0, -0.0), ("1", 1), (None, "null"), (None, False),
    ([], {}), ("", None), ([1], 1), ({"a": None}, {}), ("é", "e\u0301"), (10**20, 1e20),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), LOOKALIKES)
def test_similar_values_differ(one: Any, other: Any) -> None:
    """Values that Python or a lenient parser takes for equal are different."""
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
def test_notations_of_one_value_are_equal(one: bytes, other: bytes) -> None:
    """Numbers and characters may be written in several ways."""
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
def test_invalid_json_is_compared_by_bytes(body: bytes) -> None:
    """Cut-off texts, duplicate keys, NaN and endless nesting are compared byte by byte."""
    assert canonical_body(body) == body


@given(st.binary())
def test_any_body_has_a_canonical_form(body: bytes) -> None:
    """No body is an error, and a form in bytes is the body itself."""
    form = canonical_body(body)
    assert isinstance(form, str) or form == body
