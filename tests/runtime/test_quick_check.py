"""The quick check of an input: what it is sure of, the models accept and send with the same bytes."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic_core import SchemaError, SchemaValidator, core_schema

from clientwright.runtime import endpoint as endpoints
from clientwright.runtime import quick_check
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.errors import InvalidInput
from clientwright.runtime.json_data import MAX_VALUES
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import ClosedInput, Integer, Omittable
from clientwright.runtime.quick_check import quick_text
from runtime import demo_service
from runtime.test_runtime_footprint import ON_USE
from runtime.wide_inputs import (
    PAYLOADS,
    SURE,
    UNSURE,
    VALUES,
    WIDE,
    CaselessText,
    LyingDict,
    LyingList,
    UniqueText,
    Wide,
)

GENERATED = Path(__file__).parents[2] / "generated"


def outcome(endpoint: Endpoint[Any, Any], data: Any) -> tuple[str, str]:
    """Return what a request sends, or its faults in words."""
    try:
        body = endpoint.request(data).body
    except InvalidInput as error:
        return "refused", str(error)
    return "sent", json.dumps(body, ensure_ascii=False, allow_nan=False)


def by_models(endpoint: Endpoint[Any, Any], data: Any) -> tuple[str, str]:
    """Return the outcome if the quick check is never sure."""
    with patch.object(endpoints, "quick_text", lambda *_: None):
        return outcome(endpoint, data)


@given(PAYLOADS | VALUES)
@settings(max_examples=400)
@example({"prompt": "a", "shots": [LyingDict(seconds=1)]})
@example({"prompt": "a", "grid": LyingList()})
@example({"prompt": "a", "numbers": 5.0})
@example({"prompt": "a", "lists": [5.0]})
@example({"prompt": "a", "deep": None})
@example({"prompt": "a", "given": None})
@example({"prompt": "a", "checked": "b"})
@example({"prompt": "a", "extra": {1: 1}})
@example({"prompt": "a", "named": {1: 1}})
@example({"prompt": "a", "above": float("inf")})
@example({"prompt": "a", "flag": None, "images": None})
@example({"prompt": "a", "loose": {"é": 1, "size": 2, "a": {"b": [None]}}})
@example({"prompt": "a", "renamed": {"class_": 1}})
@example({"prompt": "a", "total": 5.0, "shots": [{}]})
@example({"prompt": "a", "extra": {"\ud800": 1}})
@example({"prompt": "a", "choice": CaselessText("A")})
@example({"prompt": "a", UniqueText("prompt"): "b"})
@example({"prompt": "a", "loose": {CaselessText("SIZE"): 1}})
@example({"prompt": "a", "shots": [{CaselessText("SECONDS"): 1}]})
def test_the_quick_check_changes_nothing(data: Any) -> None:
    """An input is sent with the same bytes, or refused in the same words, as if only the models judged it."""
    assert outcome(WIDE, data) == by_models(WIDE, data)


@given(st.dictionaries(st.sampled_from([*demo_service.Input.model_fields, "class"]), VALUES))
def test_the_quick_check_changes_nothing_of_the_demo(data: dict[str, Any]) -> None:
    """The same holds for an input of mixed keywords and rules."""
    assert outcome(demo_service.ENDPOINT, data) == by_models(demo_service.ENDPOINT, data)


@pytest.mark.parametrize("name", SURE)
def test_plain_inputs_are_sure(name: str) -> None:
    """Plain values of each kind need no models."""
    for value in SURE[name]:
        assert quick_text(Wide, {"prompt": "a", name: value}) is not None, value


@pytest.mark.parametrize("name", UNSURE)
def test_other_inputs_are_left_to_the_models(name: str) -> None:
    """What is valid in a way that the core cannot be sure of is sent all the same."""
    for value in UNSURE[name]:
        data = {"prompt": "a", name: value}
        assert quick_text(Wide, data) is None, value
        assert outcome(WIDE, data)[0] == "sent"


def test_a_request_does_not_share_its_data() -> None:
    """What the caller changes afterwards, also deep inside, does not change the request."""
    data: dict[str, Any] = {"prompt": "a", "extra": {"a": [1]}, "grid": [[1]]}
    request, before = WIDE.request(data), copy.deepcopy(data)
    data["extra"]["a"].append(2)
    data["grid"][0].append(2)
    assert request.body == before


def test_too_many_values_are_refused() -> None:
    """The number of values is limited, however they are nested; a long text is one value."""
    assert outcome(WIDE, {"prompt": "a", "extra": [0] * MAX_VALUES})[0] == "refused"
    assert outcome(WIDE, {"prompt": "a", "extra": "x" * MAX_VALUES})[0] == "sent"


def test_an_input_that_the_core_cannot_judge_is_left_to_the_models() -> None:
    """A schema that this version of the core does not understand is no error."""

    class Odd(ClosedInput):
        x: Omittable[Integer] = None

    with patch.object(quick_check, "SchemaValidator", side_effect=SchemaError("?")):
        assert quick_text(Odd, {"x": 1}) is None
    assert quick_text(Odd, {"x": 1}) == '{"x":1}'


FORMATS = [("image", ("jpg", "png")), ("video", ()), ("", ()), ("audio", (".MP3", "é", "a|b"))]
PLAIN = ["https", "http", "s3"]
ODD = ["x-asset", "s3+http", "HTTPS", "https:", "3d", "0", "", "a.b", "a|b", "é", "ſ", "a^", "$"]
SCHEMES = st.sampled_from([*PLAIN, *ODD]) | st.text(max_size=3)
PIECES = ["x", ".", "/", "a.png", ".mp3", ".", "?", "#", "%2E", "é", " ", "\n", "["]


@pytest.mark.parametrize(("kind", "formats"), FORMATS)
@given(st.lists(SCHEMES, max_size=3).map(tuple), st.data())
def test_urls_that_match_are_acceptable(
    kind: str, formats: tuple[str, ...], schemes: tuple[str, ...], data: st.DataObject
) -> None:
    """A URL that matches the pattern, for the core as for Python, is one that the full check accepts."""
    media = Media(kind, formats, schemes)
    core = SchemaValidator(core_schema.str_schema(pattern=media.pattern))
    starts = st.sampled_from([*schemes, "https", ""]).map("{}://x".format)
    urls = st.tuples(starts, st.lists(st.sampled_from(PIECES), max_size=7).map("".join)).map(
        "".join
    )
    if not set(schemes).isdisjoint(PLAIN):
        urls |= st.from_regex(media.pattern, fullmatch=True)
    url = data.draw(urls)
    try:
        core.validate_python(url)
    except ValueError:
        assert not re.fullmatch(media.pattern, url)
    else:
        assert media.rejection_reason(url) is None
        assert re.fullmatch(media.pattern, url)


@pytest.mark.parametrize("scheme", ODD)
@pytest.mark.parametrize("start", ["{}://", "://", ""])
def test_no_url_of_an_odd_scheme_is_surely_acceptable(scheme: str, start: str) -> None:
    """Where a service has only schemes that are no plain words, the full check decides."""
    assert not re.match(Media("", (), (scheme,)).pattern, start.format(scheme) + "e.com/a.png")


def test_a_valid_job_loads_no_full_check() -> None:
    """Describing a job with valid input loads nothing that only other inputs need."""
    code = (
        "import sys; from runcomfy.kling.kling_3_0.standard import image_to_video as made; "
        "made.request(prompt='a', start_image_url='https://x.example/a.png', duration=3); "
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "runcomfy._runtime.quick_check" in done.stdout.split()
    assert not {f"runcomfy._runtime.{name}" for name in ON_USE} & {*done.stdout.split()}
