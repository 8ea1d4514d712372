"""The request id in answers that broke off."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.named_request import named_in
from clientwright.runtime.partial_answer import json_in_part
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
        found = named_in(SERVICE, whole[:cut])
        assert found == (str(id) if cut >= known else None), whole[:cut]


@given(OTHERS, st.integers(0, 400))
def test_what_is_read_of_a_part_is_in_the_whole(data: Any, cut: int) -> None:
    """A complete text is read as it is; a part has no value that the whole has not."""
    text = json.dumps([data])
    assert json.dumps(json_in_part(text)) == text
    check_part(json_in_part(text[:cut]), [data])


def check_part(part: Any, whole: Any) -> None:
    """Check that each value of a part is that of the whole, or missing."""
    if isinstance(part, dict):
        for key, value in part.items():
            check_part(value, whole[key])
    elif isinstance(part, list):
        for value, other in zip(part, whole[: len(part)], strict=True):
            check_part(value, other)
    else:
        assert part is None or json.dumps(part) == json.dumps(whole)


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
    assert named_in(SERVICE, body) == ODD[body]
