"""The request id in answers that broke off."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.partial_answer import named_in
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.submit_answer import find_request_id
from runtime.demo_service import SERVICE

TEXTS = st.text() | st.sampled_from(['"', "\\", "\\u0022", "request_id", '"request_id": "x"', "é"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
OTHERS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
).filter(lambda data: '"request_id":' not in json.dumps(data))
IDS = st.one_of(
    st.text(min_size=1, max_size=20).filter(lambda id: SERVICE.request_id(id) is not None),
    st.integers(-(10**30), 10**30),
    st.sampled_from(['a"b', "a\\b", "/", "\N{PILE OF POO}", "7"]),
)
MARK = "here-is-the-id"


@st.composite
def answers(draw: st.DrawFn) -> tuple[str, int | str]:
    """Return an answer in JSON with a mark for the one request id in it, and the id."""
    before, after = (draw(st.dictionaries(TEXTS, OTHERS, max_size=3)) for _ in range(2))
    data: Any = {**before, "request_id": MARK}
    data.update((key, value) for key, value in after.items() if key not in data)
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.lists(OTHERS, max_size=2))
        around = {f"k{n}": one for n, one in enumerate(first)}
        data = [*first, data, None] if draw(st.booleans()) else {**around, "data": data, "z": 1}
    text = json.dumps(
        data, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))
    )
    return text, draw(IDS)


def found_in(body: bytes, **headers: str) -> str | None:
    """Return the request id in a body that is not complete."""
    return named_in(SERVICE, Response(200, headers, body, complete=False))


@given(answers(), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_every_cut_of_an_answer(
    answer: tuple[str, int | str], is_ascii: bool, encoding: str
) -> None:
    """Wherever an answer is cut, the id is found if it is complete, and no other one ever."""
    text, id = answer
    start, _, end = text.partition(json.dumps(MARK))
    written = json.dumps(id, ensure_ascii=is_ascii)
    try:
        whole = (start + written + end).encode(encoding)
        head = len((start + written).encode(encoding))
    except UnicodeEncodeError:
        return
    unit = {"utf-16": 2, "utf-32": 4}.get(encoding, 1)
    known = head if isinstance(id, str) else head + unit  # a number may go on
    for cut in range(len(whole) + 1):
        found = found_in(whole[:cut])
        assert found == (str(id) if cut >= known else None), whole[:cut]


@given(OTHERS, st.booleans())
def test_a_complete_answer_is_looked_through_like_its_data(data: Any, is_indented: bool) -> None:
    """What is found without building the data is what is found in the data."""
    whole = {
        "data": data,
        "more": [{"request_id": "inner"}, {"request_id": 7}],
        "z": {"request_id": None},
    }
    body = json.dumps(whole, indent=1 if is_indented else None).encode()
    assert found_in(body) == find_request_id(SERVICE, whole) == "inner"


@given(st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_the_least_deep_id_counts(first: int, second: int, is_cut: bool) -> None:
    """Of several ids it is the least deep, and of those the first, whether the answer is whole or not."""
    a, b = (around({"request_id": id}, depth) for id, depth in (("a", first), ("b", second)))
    whole = json.dumps({"x": a, "y": b, "z": [1]}).encode()
    wanted = "a" if first <= second else "b"
    assert find_request_id(SERVICE, json.loads(whole)) == wanted
    assert found_in(whole[: -3 if is_cut else None]) == wanted


def around(data: object, depth: int) -> object:
    """Return data inside lists and objects."""
    for level in range(depth):
        data = [data] if level % 2 else {"inside": data}
    return data


@pytest.mark.parametrize("depth", [8, 99, 500, 5_000])
def test_depth_hides_no_id(depth: int) -> None:
    """An id counts at any depth, and behind any."""
    body = b'{"x":' * depth + b'{"request_id":"job-1"}' + b"}" * depth
    assert found_in(b'{"x":' + b"[" * depth + b"]" * depth + b',"request_id":"job-1"}') == "job-1"
    if depth < 900:
        assert find_request_id(SERVICE, json.loads(body)) == "job-1"
    assert found_in(body) == "job-1"


COMPRESSED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


@given(st.sampled_from(sorted(COMPRESSED)), st.integers(0, 2_000), st.booleans())
def test_a_compressed_answer_that_is_cut(name: str, length: int, is_broken: bool) -> None:
    """The id is found in what can be inflated, wherever the body is cut or broken after it."""
    start, rest = b'{"request_id":"job-1","x":"', random.Random(length).randbytes(length).hex()
    body = COMPRESSED[name](start + rest.encode() + b'"}')
    end = body[-6:-4] + b"????" if is_broken else b""
    assert found_in(body[:-6] + end, **{"Content-Encoding": name}) == "job-1"


ODD = {
    b'{"request_id":"job-1", "x":"': "job-1",
    b'{"request_id":"job-1", oops': "job-1",
    b'{"request_id":"job-1"}{"request_id":"job-2"}': "job-1",
    b'{"request_id":"job-1", "request_id":"jo': None,
    b'{"request_id":"job-1", "request_id": 7': None,
    b'{"request_id":"job-1", "request_id"': "job-1",
    b'{"request_id":"job-1", "request_id":"job-2"': "job-2",
    b'{"request\\u005fid":"job\\u002d1", "x": [1, {': "job-1",
    b'{"note":"\xe9", "request_id":"job-1", "x': "job-1",
    b'{"request_id":"job-\xe9", "x': None,
    b'{"request_id":"job-1", "x":' + b"[" * 100_000: "job-1",
    b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"request_id":"job-1"}': "job-1",
    b'{"request_id":{"request_id":"job-1"}}': "job-1",
    b'{"request_id":"job-1", "request_id":{}': None,
    b'{"request_id":"job-1\\': None,
    b'{"request_id":"job-1\\"': None,
    b'{"request_id":12': None,
    b'{"request_id":12 ': "12",
    b'{"request_id":12,': "12",
    b'{"request_id":1.5,': None,
    b'{"request_id":true,': None,
    b"{'request_id':'job-1', ": None,
    b'"request_id"': None,
    b'<html>{"request_id":"job-1"}': None,
    b"]": None,
    b"": None,
    b"\xff\xfe": None,
    b'{"x":"' + b"\\" * 200_001: None,
}


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_odd_parts(body: bytes) -> None:
    """Repeated keys, escapes, broken text and depth: an id counts if it is complete, and the last of its key."""
    assert found_in(body) == ODD[body]
