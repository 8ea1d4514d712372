"""The lenient server accepts what the documentation allows and refuses what it forbids."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testing.independent.support import BASIC, IMAGE, PICTURE, TEXT


def segments(*durations: Any) -> list[dict[str, Any]]:
    """Return one segment for each duration."""
    return [{"prompt": "cut", "duration": duration} for duration in durations]


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (TEXT, {}),
        (IMAGE, {}),
        (TEXT, {"prompt": "", "surprise": [None], "multi_prompt": []}),
        (TEXT, {"duration": 15, "multi_prompt": segments(3, 3, 3, 3, 3)}),
        (TEXT, {"duration": 3.0, "multi_prompt": segments(3.0), "cfg_scale": 1}),
        (TEXT, {"multi_prompt": [{}]}),
        (IMAGE, {"multi_prompt": [{}, {"duration": 5}]}),
        (IMAGE, {"elements": [{}, {"reference_image_urls": []}, {"video_url": "https://a.b/c"}]}),
        (IMAGE, {"start_image_url": "HTTPS://u:p@[::1]:8443/a.WEBP?x=b.gif#c"}),
        (IMAGE, {"start_image_url": "https://example.com/cliff.of.dover?w=1"}),
        (IMAGE, {"start_image_url": "data:image/png;base64,AAAA"}),
    ],
)
def test_documented_inputs_are_accepted(
    mine: httpx.Client, model: str, more: dict[str, Any]
) -> None:
    """Every bound from inside, absent fields with documented defaults, and all open questions are accepted."""
    answer = mine.post(model, json=BASIC[model] | more)
    assert answer.status_code == 200
    assert set(answer.json()) == {"request_id", "status_url", "result_url", "cancel_url"}


@pytest.mark.parametrize(
    ("model", "more", "named"),
    [
        (TEXT, {"prompt": None}, "prompt"),
        (TEXT, {"duration": 2}, "duration"),
        (TEXT, {"duration": 16}, "duration"),
        (TEXT, {"duration": 5.5}, "duration"),
        (TEXT, {"duration": "5"}, "duration"),
        (TEXT, {"duration": True}, "duration"),
        (TEXT, {"cfg_scale": True}, "cfg_scale"),
        (TEXT, {"cfg_scale": 1.0000000000000002}, "cfg_scale"),
        (TEXT, {"sound": 1}, "sound"),
        (TEXT, {"aspect_ratio": "16:9\n"}, "aspect_ratio"),
        (TEXT, {"shot_type": "Customize"}, "shot_type"),
        (IMAGE, {"shot_type": "intelligent"}, "shot_type"),
        (TEXT, {"multi_prompt": {}}, "multi_prompt"),
        (TEXT, {"multi_prompt": ["cut"]}, "multi_prompt"),
        (TEXT, {"multi_prompt": [{}] * 21}, "multi_prompt"),
        (TEXT, {"multi_prompt": segments(2, 3)}, "multi_prompt"),
        (TEXT, {"multi_prompt": segments(3, 3)}, "add up"),
        (TEXT, {"multi_prompt": [{}, {}]}, "add up"),
        (IMAGE, {"multi_prompt": [{}]}, "add up"),
        (IMAGE, {"duration": 9, "multi_prompt": segments(5, 5)}, "add up"),
        (IMAGE, {"elements": [{}] * 4}, "elements"),
        (IMAGE, {"elements": [{"reference_image_urls": [PICTURE, "x"]}]}, "elements"),
        (IMAGE, {"elements": [{"frontal_image_url": "http://a.b/c.png"}]}, "elements"),
        (IMAGE, {"start_image_url": "https:///cliff.png"}, "start_image_url"),
        (IMAGE, {"start_image_url": "https://example.com/cliff.GIF?x=.png"}, "start_image_url"),
    ],
)
def test_forbidden_inputs_are_refused(
    mine: httpx.Client, model: str, more: dict[str, Any], named: str
) -> None:
    """One fault in a valid payload is refused, and the field is named."""
    answer = mine.post(model, json=BASIC[model] | more)
    assert (answer.status_code, answer.json()["code"]) == (422, 422001)
    assert named in answer.json()["message"]


@pytest.mark.parametrize("model", [TEXT, IMAGE])
def test_each_missing_required_field_is_refused(mine: httpx.Client, model: str) -> None:
    """Without any of its required fields a payload is refused by the name of that field."""
    for name in BASIC[model]:
        rest = {other: value for other, value in BASIC[model].items() if other != name}
        assert mine.post(model, json=rest).json()["message"] == f"{name} is missing"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"prompt"',
        b"prompt=x",
        b'{"prompt": "x"',
        b'{"prompt": "x", "else": NaN}',
        b'{"prompt": "x", "cfg_scale": -Infinity}',
        b'{"prompt": "\xff"}',
        b'{"prompt": "x", "cfg_scale": ' + b"9" * 5000 + b"}",
    ],
)
def test_non_object_body_is_refused(mine: httpx.Client, body: bytes) -> None:
    """Values that JSON does not have are refused, in known and unknown fields."""
    assert mine.post(TEXT, content=body).status_code == 400


def test_deep_and_large_bodies_are_answered(mine: httpx.Client) -> None:
    """A thousand nested arrays and twelve megabytes get an answer, and the connection continues."""
    deep = b'{"prompt": ' + b"[" * 1000 + b"]" * 1000 + b"}"
    assert mine.post(TEXT, content=deep).status_code in (400, 422)
    assert mine.post(TEXT, json={"prompt": "x" * 12_000_000}).status_code == 200
    assert mine.post(TEXT, json=BASIC[TEXT]).status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = st.sampled_from(["prompt", "duration", "cfg_scale", "multi_prompt", "elements", "sound"])


@given(model=st.sampled_from([TEXT, IMAGE]), more=JSON | st.dictionaries(NAMES, JSON))
def test_any_json_is_answered(mine: httpx.Client, model: str, more: Any) -> None:
    """No JSON value makes the server fail."""
    body = BASIC[model] | more if isinstance(more, dict) else more
    answer = mine.post(model, content=json.dumps(body).encode())
    assert answer.status_code in (200, 400, 422)
