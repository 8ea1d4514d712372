"""A request whose input is not held to the documents: sent as given, and it says so everywhere."""

from __future__ import annotations

import json
import pickle
import warnings
from types import ModuleType
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runcomfy
from codegen import support
from runcomfy import InputWarning, InvalidInput
from runcomfy.kling.kling_3_0.standard import image_to_video, text_to_video

ID = "kling/kling-3.0/standard/text-to-video"
Mode = Literal["warn", "off"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.sampled_from(["prompt", "duration", "multi_prompt", "aspect_ratio", "seed"])
BODIES = st.dictionaries(
    FIELDS | st.text(st.characters(codec="utf-8"), max_size=5), JSON, max_size=4
)


def described(data: Any, mode: Mode) -> tuple[runcomfy.Request[Any], list[str]]:
    """Describe a job, and return the warnings, too."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        request = text_to_video.ENDPOINT.request(data, validate=mode)
    assert all(one.category is InputWarning for one in caught)
    return request, [str(one.message) for one in caught]


def faults_of(data: Any) -> list[str]:
    """Return the faults of an input."""
    try:
        text_to_video.ENDPOINT.request(data)
    except InvalidInput as error:
        return [str(fault) for fault in error.faults]
    return []


@given(BODIES)
def test_any_json_object_is_sent_as_it_is(data: dict[str, Any]) -> None:
    """Unknown fields, other types and wrong values pass through; `warn` names every fault, `off` none."""
    faults = faults_of(data)
    for mode in ("warn", "off"):
        request, said = described(data, mode)
        assert json.dumps(request.body) == json.dumps(data)
        assert request.validate == mode
        assert said == [f"{ID}: {one}; it is sent as it is" for one in faults * (mode == "warn")]


@given(BODIES, st.sampled_from(["warn", "off"]))
def test_a_pickle_keeps_mode_and_body(data: dict[str, Any], mode: Mode) -> None:
    """A request that was pickled has the same body and the same mode."""
    request, _ = described(data, mode)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        again = pickle.loads(pickle.dumps(request))
    assert (again, again.validate, repr(again)) == (request, mode, repr(request))
    assert json.dumps(again.body) == json.dumps(request.body)


@pytest.mark.parametrize("mode", ["warn", "off"])
@pytest.mark.parametrize(
    "data",
    [
        {"prompt": b"x"},
        {"prompt": float("nan")},
        {"prompt": "\ud800"},
        {"prompt": {1: 2}},
        {1: "x"},
        [],
        [{"prompt": "x"}],
        "prompt",
        None,
        5,
    ],
)
def test_only_a_json_object_can_be_sent(data: Any, mode: Mode) -> None:
    """What is no JSON, or no object, cannot be sent, and is refused in every mode."""
    with pytest.raises(InvalidInput, match="Nothing was sent"):
        text_to_video.ENDPOINT.request(data, validate=mode)


@pytest.mark.parametrize("mode", ["", "Strict", "none", None, True, 1, ["warn"]])
def test_another_mode_is_refused(mode: Any) -> None:
    """A word that is no mode is refused, and the modes are named."""
    with pytest.raises(InvalidInput, match='"strict", "warn" or "off"'):
        runcomfy.request(ID, {"prompt": "x"}, validate=mode)


def test_strict_is_the_default_and_arguments_are_always_strict() -> None:
    """Without a mode an input is checked; `validate` is no option of `request(**arguments)`."""
    arguments: Any = {"prompt": "x", "validate": "off"}
    with pytest.raises(InvalidInput, match="no such field"):
        text_to_video.request(**arguments)
    assert text_to_video.request(prompt="x").validate == "strict"
    with pytest.raises(InvalidInput, match="duration"):
        runcomfy.request(ID, {"prompt": "x", "duration": 99})


def test_a_request_shows_that_it_was_not_checked() -> None:
    """The mode is in the repr and in a notebook, but is no part of what is sent, so not of equality."""
    loose = runcomfy.request(ID, {"prompt": "x"}, validate="off")
    strict = text_to_video.request(prompt="x")
    assert "validate='off'" in repr(loose)
    assert "validate" in loose._repr_html_()
    assert "validate" not in repr(strict) + strict._repr_html_()
    assert (loose, hash(loose)) == (strict, hash(strict))


def test_a_warning_points_at_the_callers_line() -> None:
    """Each warning is at the line that described the job, through either function."""
    for describe in (
        lambda: runcomfy.request(ID, {"duration": 99}, validate="warn"),
        lambda: text_to_video.ENDPOINT.request({"duration": 99}, validate="warn"),
    ):
        with pytest.warns(InputWarning) as caught:
            describe()
        assert [one.filename for one in caught] == [__file__] * 2


def test_a_warning_that_is_an_error_names_every_fault() -> None:
    """Where warnings are errors, the one that is raised notes the other faults, and nothing is described."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", InputWarning)
        with pytest.raises(InputWarning) as caught:
            runcomfy.request(ID, {"duration": 99, "new": 1}, validate="warn")
    said = [str(caught.value), *caught.value.__notes__]
    assert [text.split(": ")[1] for text in said] == [
        fault.split(": ")[0] for fault in faults_of({"duration": 99, "new": 1})
    ]


def test_one_fault_can_be_silenced() -> None:
    """A filter silences a fault that is known to be the documents' by its text; the others are told."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", ".*: prompt", InputWarning)
        runcomfy.request(ID, {"duration": 99}, validate="warn")
    assert ["duration" in str(one.message) for one in caught] == [True]


def test_the_input_of_an_unchecked_request() -> None:
    """`input` is the model if the input is one, else every fault is raised."""
    assert runcomfy.request(ID, {"prompt": "x"}, validate="off").input.prompt == "x"
    loose = runcomfy.request(ID, {"duration": 99, "new": 1}, validate="off")
    with pytest.raises(InvalidInput) as caught:
        _ = loose.input
    assert {fault.path for fault in caught.value.faults} == {"prompt", "duration", "new"}


def test_models_are_sent_with_what_they_have() -> None:
    """An input that was made without checks can be sent, by the names of the API."""
    data = image_to_video.Input.model_construct(prompt=5)
    assert image_to_video.ENDPOINT.request(data, validate="off").body == {"prompt": 5}


@pytest.fixture(scope="module")
def renamed() -> ModuleType:
    """Return the module of an endpoint whose fields have other names in Python, at every depth."""
    fields: dict[str, Any] = {"class": {"type": "integer"}}
    part = {"type": "object", "properties": fields, "additionalProperties": False}
    more = {"parts": {"type": "array", "items": part}, "in": part}
    schema = {"type": "object", "properties": {**fields, **more}, "additionalProperties": False}
    module = support.load_module("runcomfy", support.endpoint(schema))
    assert isinstance(module, ModuleType)
    return module


def test_python_names_become_those_of_the_api(renamed: ModuleType) -> None:
    """Python's names are translated at every depth; both names of one field are sent as given."""
    data = {"class_": "x", "parts": [{"class_": "y"}, 5], "in_": {"class_": "z", "other": 1}}
    wire = {"class": "x", "parts": [{"class": "y"}, 5], "in": {"class": "z", "other": 1}}
    assert renamed.ENDPOINT.request(data, validate="off").body == wire
    assert renamed.ENDPOINT.request(wire, validate="off").body == wire
    both = {"class": 1, "class_": 2}
    assert renamed.ENDPOINT.request(both, validate="off").body == both
