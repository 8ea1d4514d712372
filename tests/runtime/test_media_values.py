"""The media URLs of an input are found wherever a model has them, each once, by the names of the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Annotated, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, create_model

from clientwright.runtime.media_url import Media
from clientwright.runtime.media_values import MediaValue, media_values
from clientwright.runtime.models import Anything, Closed, ClosedInput, Omittable, Text
from runtime.demo_service import Input as DemoInput

Image = Annotated[Text, Media("image", ("png",))]
Video = Annotated[Text, Media("video")]


class Part(Closed):
    """An object in an input."""

    picture: Omittable[Image] = None
    clips: Omittable[Annotated[list[Video], Field(max_length=3)]] = None
    note: Omittable[Text] = None
    class_: Omittable[Image] = Field(default=None, alias="class")


class Other(Closed):
    """The other arm of a union."""

    picture: Omittable[Image] = None
    sound: Omittable[Annotated[Text, Media("audio")]] = None


class Input(ClosedInput):
    """An input with media at every depth."""

    start: Image
    rows: Omittable[Annotated[list[Annotated[list[Image], Field(max_length=2)]], Field()]] = None
    part: Omittable[Part] = None
    parts: Omittable[Annotated[list[Part], Field(max_length=3)]] = None
    either: Part | Other | None = None
    one_or_many: Omittable[Image | list[Image] | list[Video]] = None
    named: Omittable[dict[str, Image]] = None
    whole: Omittable[Annotated[list[Text], Media("audio")]] = None
    in_: Omittable[Video] = Field(default=None, alias="in")
    text: Omittable[Text] = None
    anything: Anything = None


URL = "https://x.example/a"


def found(body: Any, model: type[ClosedInput] = Input) -> list[tuple[Any, ...]]:
    """Return path and kind of each URL that is found."""
    return [(*one.path, one.kind) for one in media_values(model, body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"start": URL}, [("start", "image")]),
        ({"start": URL, "text": URL, "anything": URL, "other": URL}, [("start", "image")]),
        ({"in": URL, "in_": URL}, [("in", "video")]),
        ({"rows": [[URL, URL], [URL]]}, [("rows", 0, 0, "image"), ("rows", 0, 1, "image"), ("rows", 1, 0, "image")]),
        ({"part": {"picture": URL, "note": URL}}, [("part", "picture", "image")]),
        ({"part": {"class": URL}}, [("part", "class", "image")]),
        ({"parts": [{}, {"clips": [URL]}]}, [("parts", 1, "clips", 0, "video")]),
        ({"either": {"picture": URL}}, [("either", "picture", "image")]),
        ({"either": {"sound": URL}}, [("either", "sound", "audio")]),
        ({"one_or_many": URL}, [("one_or_many", "image")]),
        ({"one_or_many": [URL]}, [("one_or_many", 0, "image")]),
        ({"named": {"a": URL}}, [("named", "a", "image")]),
        ({"whole": [URL]}, [("whole", 0, "audio")]),
        ({"start": None, "part": None, "parts": [None, 5, [URL]], "rows": URL}, []),
        ({"start": [URL], "part": URL, "parts": {"picture": URL}}, []),
        ([], []),
        (None, []),
        (URL, []),
    ],
)  # fmt: skip
def test_urls_are_found(body: Any, expected: list[tuple[Any, ...]]) -> None:
    """A URL is found in objects, lists, unions and optional fields; what is not of the model is passed over."""
    assert found(body) == expected


def test_kind_and_url_are_told() -> None:
    """A value has its path, its kind and the URL; the same URL in two places is there twice."""
    body = {"start": URL, "part": {"picture": URL}}
    assert [*media_values(Input, body)] == [
        MediaValue(("start",), "image", URL),
        MediaValue(("part", "picture"), "image", URL),
    ]


def test_generated_shape() -> None:
    """In a model as they are generated, the URL is found."""
    body = {"prompt": "x", "start_image_url": URL, "multi_prompt": [{"prompt": URL}]}
    assert found(body, DemoInput) == [("start_image_url", "image")]


class Drawn(NamedTuple):
    """A type around a medium, a value of it, and the path to the URL in it."""

    kind: Any
    value: Any
    path: tuple[Any, ...]


def in_an_object(inner: Drawn) -> Drawn:
    """Return an object with a field of the type."""
    fields: dict[str, Any] = {"url": (inner.kind, Field(alias="the url"))}
    model = create_model("Inner", __base__=Closed, **fields)
    return Drawn(model, {"the url": inner.value}, ("the url", *inner.path))


WRAPS: list[Callable[[Drawn], Drawn]] = [
    lambda one: Drawn(list[one.kind], [one.value], (0, *one.path)),
    lambda one: one._replace(kind=Annotated[one.kind, Field()]),
    lambda one: one._replace(kind=one.kind | None),
    lambda one: one._replace(kind=Omittable[one.kind]),
    lambda one: one._replace(kind=one.kind | list[one.kind] | int),
    in_an_object,
]
TYPES = st.lists(st.sampled_from(WRAPS), max_size=6).map(
    lambda wraps: reduce(lambda one, wrap: wrap(one), wraps, Drawn(Image, URL, ()))
)


@given(TYPES)
def test_a_url_is_found_once_however_it_is_wrapped(
    drawn: Drawn,
) -> None:
    """In lists, optional types, unions and objects of any depth a URL is found exactly once, at its path."""
    model = create_model("Model", __base__=ClosedInput, field=(drawn.kind, ...))
    found = [*media_values(model, {"field": drawn.value})]
    assert found == [MediaValue(("field", *drawn.path), "image", URL)]
