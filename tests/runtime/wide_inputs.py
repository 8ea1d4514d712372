"""An input with a field of each kind, values of which some fit it, and values that are not what they seem."""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from hypothesis import strategies as st
from pydantic import AfterValidator, ConfigDict, Field

from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import (
    Anything,
    Boolean,
    Closed,
    ClosedInput,
    Integer,
    Number,
    Omittable,
    Rest,
    Text,
)
from clientwright.runtime.rules.sum_equals import SumEquals
from clientwright.runtime.schema_interpreter import Keywords
from runtime.demo_service import SERVICE, Output

BY_URL = Media("image", ("jpg", "png"))


class Shot(Closed):
    """A nested object, of which one field has another name in Python."""

    seconds: Omittable[Annotated[Integer, Field(ge=1, le=15)]] = None
    class_: Omittable[Text] = Field(default=None, alias="class")


class ByUrl(Closed):
    """One of two objects that no value can be both of."""

    url: Annotated[Text, BY_URL]


class ByNumber(Closed):
    """The other one."""

    number: Integer
    share: Omittable[Number] = None


class Loose(Closed):
    """An object with more fields than are listed."""

    model_config = ConfigDict(extra="allow")

    size: Omittable[Integer] = None


class Renamed(Closed):
    """An object with more fields than are listed, and another name in Python."""

    model_config = ConfigDict(extra="allow")

    class_: Omittable[Text] = Field(default=None, alias="class")


def _refuse_b(value: str) -> str:
    if value == "b":
        raise ValueError("it should not be b")
    return value


class Wide(ClosedInput):
    """An input with a field of each kind."""

    rules = (SumEquals(("shots", None, "seconds"), ("total",), 5, 10),)
    rest: ClassVar[Rest | None] = Keywords({"properties": {"total": {"multipleOf": 0.5}}})

    prompt: Annotated[Text, Field(min_length=1, max_length=8)]
    total: Omittable[Annotated[Number, Field(ge=0.5, lt=40)]] = None
    above: Omittable[Annotated[Number, Field(gt=-0.5)]] = None
    huge: Omittable[Annotated[Number, Field(le=1e300)]] = None
    count: Omittable[Integer] = None
    flag: Boolean | None = None
    choice: Omittable[Literal["a", "b"]] = None
    nothing: None = None
    image: Omittable[Annotated[Text, BY_URL]] = None
    images: Annotated[list[Annotated[Text, Media("")]], Field(max_length=2)] | None = None
    shots: Omittable[Annotated[list[Shot], Field(min_length=1)]] = None
    named: Omittable[dict[str, Integer]] = None
    grid: Omittable[list[list[Number]]] = None
    either: Omittable[ByUrl | ByNumber] = None
    mixed: Omittable[Integer | Text] = None
    numbers: Omittable[Integer | Number] = None
    lists: Omittable[list[Integer] | list[Number]] = None
    deep: Omittable[Annotated[Integer | None, Field()]] = None
    given: Omittable[Anything] = None
    checked: Omittable[Annotated[Text, AfterValidator(_refuse_b)]] = None
    loose: Omittable[Loose] = None
    renamed: Omittable[Renamed] = None
    class_: Omittable[Text] = Field(default=None, alias="class")
    extra: Anything = None


WIDE = Endpoint(SERVICE, "demo/wide", Wide, Output)


class Whole(enum.IntEnum):
    """An integer that is none of the plain type."""

    ONE = 1


class Word(enum.StrEnum):
    """A text that is none of the plain type."""

    A = "a"


class LyingInt(int):
    """An integer that says it is another one."""

    def __int__(self) -> int:
        return 9

    __index__ = __int__

    def __repr__(self) -> str:
        return "9"


class LyingFloat(float):
    """A float that says it is another one."""

    def __float__(self) -> float:
        return 0.25

    def __repr__(self) -> str:
        return "0.25"


class LyingText(str):
    """A text that says it is another one."""

    def __str__(self) -> str:
        return "b"


class CaselessText(str):
    """A text that equals another one: it does not tell capital letters from small ones."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == str.lower(other)

    def __hash__(self) -> int:
        return hash(self.lower())


class UniqueText(str):
    """A text that equals nothing but itself, so that a dictionary may have it twice."""

    __eq__, __hash__ = object.__eq__, object.__hash__


class LyingList(list[Any]):
    """A list that shows other items than it holds."""

    def __iter__(self) -> Iterator[Any]:
        return iter([1])


class LyingDict(dict[str, Any]):
    """A dictionary that shows other fields than it holds."""

    def items(self) -> Any:
        """Return other fields."""
        return {"seconds": 2, "prompt": "b"}.items()


ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)
TEXTS = st.sampled_from(["", "a", "b", "é", "\ud800", "a" * 9, Word.A, LyingText("a")])
TEXTS |= st.sampled_from([CaselessText("A"), CaselessText("a"), UniqueText("a")])
URLS = st.sampled_from(["https://x.example/a.png", "https://x.example/A.PNG?v=1.mp4#%zz"])
URLS |= st.sampled_from(["http://x.example/a.png", "https://x.example/a.mp4", "é"])
URLS |= st.sampled_from(["https://x.example/a b", "https://x.example/%2Emp4"])
NUMBERS = st.sampled_from([0, 1, 2, 5, 10, 0.5, 5.0, -0.0, 0.1, 1e16, 5e-324, True, False])
NUMBERS |= st.sampled_from([float("nan"), float("inf"), 2**53, 2**63, 10**30, 1e30, 10**4000])
NUMBERS |= st.sampled_from([Whole.ONE, LyingInt(3), LyingFloat(0.5)])
OTHERS = st.sampled_from([None, Decimal(1), b"a", {1}, object(), ENDLESS, Shot(seconds=2)])
SCALARS = st.one_of(TEXTS, URLS, NUMBERS, OTHERS)
KEYS = st.sampled_from(["a", "class", "class_", "seconds", "size", "url", "number", "é", "\ud800"])
KEYS |= st.sampled_from([CaselessText("SECONDS"), CaselessText("url"), UniqueText("size"), Word.A])
CONTAINERS = (list, tuple, LyingList, lambda items: (item for item in items))
OBJECTS = (dict, OrderedDict, LyingDict)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(
            lambda make, of: make(of), st.sampled_from(CONTAINERS), st.lists(inner, max_size=3)
        )
        | st.builds(
            lambda make, of: make(of),
            st.sampled_from(OBJECTS),
            st.dictionaries(KEYS | st.just(1), inner, max_size=3),
        )
    ),
    max_leaves=5,
)
INTEGERS = st.sampled_from([1, 2, 5, 5.0, 15])
SHOTS = st.fixed_dictionaries({}, optional={"seconds": INTEGERS, "class": TEXTS})
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "prompt": TEXTS,
    "total": NUMBERS,
    "above": NUMBERS,
    "huge": NUMBERS,
    "count": NUMBERS,
    "flag": st.sampled_from([True, False, None, 1]),
    "choice": TEXTS,
    "nothing": st.none(),
    "image": URLS,
    "images": st.none() | st.lists(URLS, max_size=3),
    "shots": st.lists(SHOTS, max_size=3),
    "named": st.dictionaries(TEXTS, NUMBERS, max_size=2),
    "grid": st.lists(st.lists(NUMBERS, max_size=2), max_size=2),
    "either": st.fixed_dictionaries({}, optional={"url": URLS, "number": NUMBERS}),
    "mixed": TEXTS | NUMBERS,
    "numbers": NUMBERS,
    "lists": st.lists(NUMBERS, max_size=2),
    "deep": st.none() | NUMBERS,
    "given": VALUES,
    "checked": TEXTS,
    "loose": st.dictionaries(KEYS, VALUES, max_size=3),
    "renamed": st.dictionaries(KEYS, VALUES, max_size=3),
    "class": TEXTS,
    "class_": TEXTS,
    "extra": VALUES,
}
SURE: dict[str, list[Any]] = {
    "prompt": ["a", "é" * 8],
    "total": [0.5, 39.5, 1, 39],
    "above": [0, -0.25],
    "count": [-(2**63), 2**63 - 1],
    "flag": [True, None],
    "choice": ["b"],
    "nothing": [None],
    "image": ["https://x.example/a.v2.jpeg?sign=%2F#x", "https://x.example", "https://x.example/a"],
    "images": [[], ["https://x.example/a.MP3", "https://x.example/.png"]],
    "shots": [[{"seconds": 5}, {"class": "x", "seconds": 5}]],
    "named": [{}, {"é": 1}],
    "grid": [[], [[1, 0.5], []]],
    "either": [{"number": 1, "share": 0.5}, {"url": "https://x.example/a.png"}],
    "mixed": [1, "1"],
    "numbers": [5],
    "deep": [5],
    "given": [1, [None]],
    "loose": [{}, {"size": 1, "é": [{"a": None}, 0.5, True]}],
    "class": ["x"],
    "extra": [None, "x", [[1]], {"a": {"b": [1.5]}}],
}
UNSURE: dict[str, list[Any]] = {
    "huge": [1],
    "lists": [[1]],
    "renamed": [{}],
    "checked": ["a"],
    "numbers": [0.5],
    "extra": [[[[[1]]]], 2**63, Word.A, [Whole.ONE], {Word.A: 1}, OrderedDict(a=1), (1,)],
    "class_": ["x"],
    "shots": [
        ({"seconds": 10},),
        [Shot(seconds=10)],
        [{"seconds": 10.0}],
        [{CaselessText("seconds"): 10}],
    ],
    "choice": [Word.A, CaselessText("a"), UniqueText("a")],
    "class": [Word.A],
    "count": [Whole.ONE, LyingInt(3)],
    "above": [LyingFloat(0.5)],
    "image": [CaselessText("https://x.example/a.png")],
    "named": [{Word.A: 1}],
    "loose": [{Word.A: 1}, {CaselessText("size"): 1}, {"size": 1, UniqueText("size"): 2}],
    "either": [{CaselessText("url"): "https://x.example/a.png"}],
}
"""For each field, plain values, and values that are valid in a way that only the models see."""
FITTING = {name: st.sampled_from([*SURE.get(name, ()), *UNSURE.get(name, ())]) for name in LIKELY}
PAYLOADS = st.lists(st.sampled_from(sorted(LIKELY)), max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {"prompt": st.just("a")}
        | {name: FITTING[name] for name in names}
        | {name: FITTING[name] | LIKELY[name] | VALUES for name in names[:1]}
    )
)
"""Inputs of which at most one field has a value that may be wrong."""
