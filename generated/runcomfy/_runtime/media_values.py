# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The media URLs in an input, by the annotations of its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .input_faults import is_dict, is_list
from .json_data import DataPath
from .media_url import Media


class MediaValue(NamedTuple):
    """A URL in an input: where it is, which kind of medium it is said to be, and itself."""

    path: DataPath
    kind: str
    url: str


def media_values(model: type[BaseModel], body: Any) -> Iterator[MediaValue]:
    """Yield the media URLs in a body, which has the API's names, in the order of the model's fields."""
    return _in_model(model, body, ())


def _in_model(model: type[BaseModel], value: Any, path: DataPath) -> Iterator[MediaValue]:
    if not is_dict(value):
        return
    for name, field in model.model_fields.items():
        key = name if field.alias is None else field.alias
        if key in value:
            yield from _in_field(field, value[key], (*path, key))


def _in_field(field: FieldInfo, value: Any, path: DataPath) -> Iterator[MediaValue]:
    kinds = [one for one in field.metadata if isinstance(one, Media)]
    yield from _in_type(field.annotation, kinds, value, path)


def _in_type(hint: Any, kinds: list[Media], value: Any, path: DataPath) -> Iterator[MediaValue]:
    """Yield the URLs in a value of an annotated type; the arms of a union say the same of a value."""
    arguments = get_args(hint)
    kinds = kinds + [one for one in arguments if isinstance(one, Media)]
    if isinstance(value, str):
        for kind in _kinds_below(hint, kinds):
            yield MediaValue(path, kind, value)
            return
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield from _in_model(hint, value, path)
    elif is_list(value):
        for at, one in enumerate(value):
            for inner in arguments or (Any,):
                yield from _in_type(inner, kinds, one, (*path, at))
    else:
        for inner in arguments:
            yield from _in_type(inner, kinds, value, path)


def _kinds_below(hint: Any, kinds: list[Media]) -> Iterator[str]:
    yield from (one.kind for one in kinds)
    for inner in get_args(hint):
        if isinstance(inner, Media):
            yield inner.kind
        else:
            yield from _kinds_below(inner, [])
