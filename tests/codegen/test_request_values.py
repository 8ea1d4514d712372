"""A request is a value: checked, immutable, equal by what would be sent, and bound to its package."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import runcomfy
from clientwright.specs.model import Endpoint
from clientwright.specs.python_identifiers import attribute_name
from codegen import support
from runcomfy.kling.kling_3_0.standard import image_to_video, text_to_video

GENERATED = Path(__file__).resolve().parents[2] / "generated"
IMAGE = "https://example.com/cat.png"
NUMBERS = st.integers(0, 1) | st.sampled_from([0.0, 1.0, 0.5, 1e-9, 0.1])
BODIES = st.fixed_dictionaries(
    {"prompt": st.text(max_size=5), "start_image_url": st.just(IMAGE)},
    optional={
        "duration": st.integers(3, 15),
        "cfg_scale": NUMBERS,
        "generate_audio": st.booleans(),
        "multi_prompt": st.just([]),
    },
)


def canonical(body: Any) -> str:
    """Return JSON that is equal for bodies that are the same on the wire."""
    return json.dumps(body, sort_keys=True)


@given(BODIES)
def test_body_is_what_was_given(data: dict[str, Any]) -> None:
    """The body is the given input, in new dictionaries each time; `input` is the same as a model."""
    request = image_to_video.ENDPOINT.request(data)
    assert canonical(request.body) == canonical(data)
    request.body.clear()
    request.body.get("multi_prompt", []).append("x")
    assert canonical(request.body) == canonical(data)
    assert canonical(request.input.model_dump(exclude_unset=True)) == canonical(data)


@given(BODIES, BODIES)
def test_equality_is_that_of_the_wire(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Requests are equal, with equal hashes, exactly if their canonical JSON is."""
    first, second = map(image_to_video.ENDPOINT.request, (one, other))
    assert (first == second) == (canonical(one) == canonical(other))
    again = image_to_video.ENDPOINT.request(dict(reversed(one.items())))
    assert (again, hash(again)) == (first, hash(first))


def test_kinds_of_numbers_and_endpoints_differ() -> None:
    """1 is not 1.0 on the wire, and the same input of another endpoint is another request."""
    scale = [text_to_video.request(prompt="a", cfg_scale=n) for n in (1, 1.0)]
    assert scale[0] != scale[1]
    assert len({text_to_video.request(prompt="a"), *scale}) == 3
    assert text_to_video.request(prompt="a") != "a"
    assert text_to_video.request(prompt="a").endpoint is text_to_video.ENDPOINT


@given(BODIES)
def test_copies_and_pickles_are_equal(data: dict[str, Any]) -> None:
    """A copy, a deep copy and a pickle are equal and read the same."""
    request = image_to_video.ENDPOINT.request(data)
    for other in (copy.copy(request), copy.deepcopy(request), pickle.loads(pickle.dumps(request))):
        assert (other, hash(other), repr(other)) == (request, hash(request), repr(request))


def test_pickle_is_id_and_body_and_is_checked() -> None:
    """A pickle has the endpoint's id and the body; a body that is no longer valid is refused on load."""
    stored = pickle.dumps(text_to_video.request(prompt="a-prompt", duration=8))
    assert b"kling/kling-3.0/standard/text-to-video" in stored
    assert b'"duration": 8' in stored
    with pytest.raises(runcomfy.InvalidInput, match="duration"):
        pickle.loads(stored.replace(b'"duration": 8', b'"duration": 0'))
    with pytest.raises(runcomfy.InvalidInput, match="no such endpoint"):
        pickle.loads(stored.replace(b"standard/text-to-video", b"standard/text-to-radio"))


def test_pickle_loads_in_another_process(tmp_path: Path) -> None:
    """Another process loads the request, without importing its endpoint first."""
    path = tmp_path / "request.pickle"
    path.write_bytes(pickle.dumps(text_to_video.request(prompt="a")))
    code = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(path)],
        env={"PYTHONPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == repr(text_to_video.request(prompt="a"))


@pytest.mark.parametrize("name", ["endpoint", "_text", "body", "input", "new"])
def test_requests_cannot_be_changed(name: str) -> None:
    """No attribute can be assigned or deleted, and neither can the fields of `input`."""
    request: Any = text_to_video.request(prompt="a")
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        setattr(request, name, 1)
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        delattr(request, name)
    with pytest.raises(ValidationError, match="frozen"):
        request.input.prompt = "b"
    assert request == text_to_video.request(prompt="a")


def test_request_by_id() -> None:
    """By an id known at run time, the checks are the same; an unknown id is told with the nearest."""
    id = "kling/kling-3.0/standard/text-to-video"
    assert runcomfy.request(id, {"prompt": "a"}) == text_to_video.request(prompt="a")
    with pytest.raises(runcomfy.InvalidInput, match="duration"):
        runcomfy.request(id, {"prompt": "a", "duration": 99})
    with pytest.raises(runcomfy.InvalidInput, match=f"did you mean {id}"):
        runcomfy.request("kling/kling-3.0/standard/texttovideo", {})
    nothing: Any = [None, 5, b"x", ["a"]]
    for unusable in nothing:
        with pytest.raises(runcomfy.InvalidInput, match="no such endpoint"):
            runcomfy.request(unusable, {})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"prompt": "a"}, "no request"),
        (None, "no request"),
        (text_to_video.ENDPOINT, "no request"),
        (text_to_video, "no request"),
    ],
)
def test_only_requests_are_sent(value: Any, text: str) -> None:
    """Whatever is no request is refused before anything is sent."""
    with (
        runcomfy.RunComfy(token="t", base_url="http://127.0.0.1:9") as api,
        pytest.raises(runcomfy.InvalidInput, match=text),
    ):
        api.submit(value)


def test_request_of_another_package_is_refused() -> None:
    """A request that another package's runtime made is refused, with the name of its module."""
    from runtime.demo_service import ENDPOINT

    foreign: Any = ENDPOINT.request({"prompt": "a"})
    with (
        runcomfy.RunComfy(token="t", base_url="http://127.0.0.1:9") as api,
        pytest.raises(runcomfy.InvalidInput, match=r"another package \(clientwright"),
    ):
        api.run(foreign)


def test_request_is_checked_again_when_it_is_sent() -> None:
    """A request that was tampered with is refused when it is sent."""
    request = text_to_video.request(prompt="a")
    vars(request)["_text"] = '{"prompt": "a", "duration": 99}'
    with (
        runcomfy.RunComfy(token="t", base_url="http://127.0.0.1:9") as api,
        pytest.raises(runcomfy.InvalidInput, match="duration"),
    ):
        api.submit(request)


TEXT = {"type": "string"}
ODD: dict[str, Any] = {"a b": TEXT, "a_b": TEXT, "class": TEXT, "": TEXT}
NAMES = {"/properties/a_b": "a_b_2", "/properties/parts/items/properties/a_b": "a_b_2"}


@pytest.fixture(scope="module")
def odd() -> ModuleType:
    """Return the module of an endpoint whose Python names are also other fields' names in the API."""
    parts = {"type": "array", "items": {"type": "object", "properties": ODD}}
    schema = {"type": "object", "properties": {**ODD, "parts": parts}}
    spec: Endpoint = dataclasses.replace(support.endpoint(schema), names=NAMES)
    module = support.load_module("runcomfy", spec)
    assert isinstance(module, ModuleType)
    return module


WIRE_FIRST = {
    "a b": "a b",
    "a_b": "a_b",
    "a_b_2": "a_b",
    "class": "class",
    "class_": "class",
    "": "",
    attribute_name(""): "",
}
KEYS = tuple(WIRE_FIRST)
PYTHON_FIRST = {**WIRE_FIRST, "a_b": "a b"}


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=2)), st.booleans())
def test_each_name_is_one_field(odd: ModuleType, data: dict[str, str], nested: bool) -> None:
    """Mappings take the API's name first, arguments Python's; two names of one field are a fault."""

    def describe(meaning: dict[str, str], make: Any) -> None:
        wanted = {meaning[name]: value for name, value in data.items()}
        if len(wanted) < len(data):
            with pytest.raises(Exception, match="given twice"):
                make()
        else:
            assert make().body == ({"parts": [wanted]} if nested else wanted)

    if nested:
        describe(WIRE_FIRST, lambda: odd.ENDPOINT.request({"parts": [data]}))
        describe(WIRE_FIRST, lambda: odd.request(parts=[data]))
    else:
        describe(WIRE_FIRST, lambda: odd.ENDPOINT.request(data))
        describe(PYTHON_FIRST, lambda: odd.request(**data))
