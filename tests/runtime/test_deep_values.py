"""Answers that nest deeply, and inputs whose lists contain one another so often that nobody could send them."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import InvalidInput, UnexpectedAnswer
from clientwright.runtime.output_urls import urls_in
from clientwright.runtime.response_parsing import MAX_DEPTH, is_deeper
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, Demo

URL = "https://x.example/v.mp4"
json_data = st.recursive(
    st.just(URL) | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
)


def nested(value: object, levels: int) -> Any:
    """Return a value in so many lists."""
    for _ in range(levels):
        value = [value]
    return value


def levels_of(data: Any) -> int:
    """Return how many lists and objects are around the innermost value, in the plain way."""
    inner = [*data.values()] if isinstance(data, dict) else data if isinstance(data, list) else None
    return 0 if inner is None else 1 + max(map(levels_of, inner), default=0)


@given(json_data, st.integers(0, 6))
def test_levels_are_counted(data: Any, depth: int) -> None:
    """Data are deeper than a number of levels if they have more of them."""
    assert is_deeper(data, depth) == (levels_of(data) > depth)


@given(json_data)
def test_all_urls_are_found_in_their_order(data: Any) -> None:
    """The URLs of data are those in their texts, however they nest, and in the order of the text."""
    assert [*urls_in(data)] == [URL] * json.dumps(data).count(f'"{URL}"')
    assert [*urls_in([f"{URL}?{n}" for n in range(3)])] == [f"{URL}?{n}" for n in range(3)]


@pytest.mark.parametrize("levels", [1, MAX_DEPTH // 2, MAX_DEPTH - 1, MAX_DEPTH, 600, 980, 100_000])
def test_an_answer_is_whole_or_unreadable(server: ByteServer, levels: int) -> None:
    """An output that nests deeply is delivered, shown and pickled, or its answer is an error with its body."""
    text = "[" * levels + json.dumps(f"{URL} {TOKEN}") + "]" * levels
    body = f'{{"request_id": "job-1", "status": "succeeded", "output": {text}}}'.encode()
    server.actions = [reply(body)]
    with Demo(TOKEN, server.base_url, 0.1) as api:
        if levels < MAX_DEPTH:
            result = api.job("job-1").result()
            assert result.urls == (URL,)
            assert TOKEN not in repr(result) + result._repr_html_()
            assert pickle.loads(pickle.dumps(result)).urls == (URL,)
        else:
            with pytest.raises(UnexpectedAnswer) as caught:
                api.job("job-1").result(0)
            assert caught.value.body == body


@pytest.mark.parametrize("validate", ["strict", "warn", "off"])
def test_lists_that_contain_one_another_are_refused(validate: Any) -> None:
    """An input of more values than anybody sends is one fault, though it takes little memory."""
    shared: Any = ["y"]
    for _ in range(40):
        shared = [shared, shared]
    with pytest.raises(InvalidInput) as caught:
        ENDPOINT.request({"prompt": "x", "extra": shared}, validate=validate)
    assert [fault.code for fault in caught.value.faults] == ["too_many"]
    assert ENDPOINT.request({"prompt": "x", "extra": [shared[:0]] * 1000}, validate=validate).body
