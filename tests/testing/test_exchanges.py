"""Error codes of exchanges, and what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.required_refusals import wrong_tokens
from testing.support import SPECS


def answer(status: int, body: Any) -> Exchange:
    """Return an answer with a JSON body."""
    return Exchange(
        "POST", "/models/m", "mine", b"{}", status, "application/json", json.dumps(body)
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (400001, 400001),
        (400001.0, 400001),
        (" 400001 ", 400001),
        ("INVALID", "INVALID"),
        ("9" * 30, "9" * 30),
        (0, None),
        (0.0, None),
        ("0", None),
        ("000", None),
        ("", None),
        (" ", None),
        (None, None),
        (True, None),
        (False, None),
        ([400001], None),
        ({"code": 400001}, None),
    ],
)
def test_error_code_values(value: Any, code: int | str | None) -> None:
    """An error code is a number other than 0, alone or as text, or any other text."""
    assert answer(200, {"error_code": value}).error_code == code
    assert answer(422, {"code": value}).error_code == code


@given(st.integers(200, 399), st.sampled_from([0, "ok", 200, "200", 400001, "INVALID"]))
def test_code_in_success_is_ignored(status: int, code: Any) -> None:
    """Below 400 only `error_code` is an error: many servers write `code: 200`."""
    done = answer(status, {"request_id": "r", "code": code})
    assert done.error_code is None
    assert not done.refused
    assert done.accepted == (status < 300)


@pytest.mark.parametrize("code", [400001, "400001", "INVALID"])
def test_error_code_in_200_is_refusal(code: Any) -> None:
    """An `error_code` in a 200 is a refusal, whether a number or a word."""
    done = answer(200, {"request_id": "r", "error_code": code})
    assert done.refused
    assert not done.accepted


@pytest.mark.parametrize(
    ("code", "kept"), [("unauthorized", True), (400004, True), (400002, False)]
)
def test_word_as_code_is_accepted(code: Any, kept: bool) -> None:
    """A wrong token may be refused with a word; only the documented number of another error is wrong."""
    refusal = next(wrong_tokens(SPECS.service))
    assert refusal.is_met_by(answer(401, {"code": code})) == kept
