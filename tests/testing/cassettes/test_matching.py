"""Recorded calls match with any base URL; everything else counts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes.cassette_model import RecordedCall
from clientwright.testing.cassettes.matching import (
    call_differences,
    call_key,
    nearest_call,
    split_base,
)
from testing.cassettes.support import IMAGE, call

ROOTS = {"models", "requests"}
SUBMIT = call("POST", f"/models/{IMAGE}", {"prompt": "a", "duration": 5, "multi_prompt": [1, 2]})


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(["127.0.0.1", "localhost:8080", "[::1]:9", "model-api.runcomfy.net"]),
    st.lists(st.sampled_from(["v1", "v2", "proxy", "a%2Fb"]), max_size=3),
    st.sampled_from(["/models/a/b", "/models/models/a", "/requests/x/status", "/requests/a%2Fb/x"]),
    st.sampled_from(["", "include_cost=true"]),
)
def test_base_url_does_not_matter(
    scheme: str, host: str, prefix: list[str], path: str, query: str
) -> None:
    """The path below the base is found for any scheme, host, port and prefix."""
    base = "/".join([f"{scheme}://{host}", *prefix])
    url = f"{base}{path}{f'?{query}' if query else ''}"
    assert split_base(url, ROOTS) == (base, path, query)


def test_token_and_content_type_do_not_matter() -> None:
    """Token and content type are not part of the key."""
    assert call_key(SUBMIT) == call_key(replace(SUBMIT, who="other", content_type="text/plain"))


@pytest.mark.parametrize(
    ("change", "difference_text"),
    [
        ({"method": "PUT"}, "method: recorded 'POST', now 'PUT'"),
        ({"path": "/models/x/y"}, f"path: recorded '/models/{IMAGE}', now '/models/x/y'"),
        ({"query": "a=1"}, "query: recorded '', now 'a=1'"),
        ({"query": "a="}, "query: recorded '', now 'a='"),
        (
            {"body": b'{"prompt":"a","duration":5.0,"multi_prompt":[1,2]}'},
            "body /duration: recorded 5, now 5.0",
        ),
        (
            {"body": b'{"prompt":"a","duration":5,"multi_prompt":[1,true]}'},
            "body /multi_prompt/1: recorded 2, now true",
        ),
        (
            {"body": b'{"prompt":"a","multi_prompt":[1,2]}'},
            "body /duration: recorded 5, now without it",
        ),
        (
            {"body": b'{"prompt":"a","duration":5,"multi_prompt":[1,2],"x~/":1.50}'},
            "body /x~0~1: recorded without it, now 1.50",
        ),
        ({"body": b"[]"}, "body (whole): recorded "),
        ({"body": b"{"}, "body: recorded "),
    ],
)
def test_every_part_matters(change: dict[str, str], difference_text: str) -> None:
    """A change of any part is another call, and the only reported difference."""
    other = replace(SUBMIT, **change)
    assert call_key(other) != call_key(SUBMIT)
    (difference,) = call_differences(other, SUBMIT)
    assert difference.startswith(difference_text)


def test_query_order_does_not_matter() -> None:
    """The order of parameters does not matter, their number does."""
    one, two, three = (
        RecordedCall("GET", "/requests/a/result", query=q) for q in ("a=1&b=2", "b=2&a=1", "a=1")
    )
    assert call_key(one) == call_key(two) != call_key(three)


def test_encoded_slash_does_not_split_segments() -> None:
    """`a%2Fb` is one segment; other escapes do not matter."""
    keys = [
        call_key(RecordedCall("GET", f"/requests/{id}/status"))
        for id in ("a%2Fb", "a/b", "%61%2fb")
    ]
    assert keys[0] == keys[2] != keys[1]


def test_nearest_call_shares_most_parts() -> None:
    """A submit with another payload is nearest to the submit, not to a poll."""
    poll = call("GET", "/requests/job-1/status")
    submit = call("POST", f"/models/{IMAGE}", {"prompt": "b"})
    assert nearest_call(submit, [poll, SUBMIT]) == SUBMIT
    assert nearest_call(submit, []) is None


def test_many_differences_are_counted() -> None:
    """Of a wholly different body, only the first differences are listed, and the rest is counted."""
    one, two = ({f"{letter}{n:02}": n for n in range(20)} for letter in "ab")
    bodies = [json.dumps(value).encode() for value in (one, two)]
    differences = call_differences(*(replace(SUBMIT, body=body) for body in bodies))
    assert differences[-1] == "... and 32 more"
