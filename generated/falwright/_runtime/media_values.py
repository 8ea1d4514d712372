# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The media URLs in an input, by the annotations of its model and the rest of its schema."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .input_faults import DataPath, is_dict, is_list
from .media_url import Media
from .models import ClosedInput


class MediaValue(NamedTuple):
    """A URL in an input: where it is, which kind of medium it is said to be, and itself."""

    path: DataPath
    kind: str
    url: str


def media_values(model: type[BaseModel], body: Any) -> Iterator[MediaValue]:
    """Yield the media URLs in a body, which has the API's names, in the order of the model's fields.

    Each place has at most one, of the first kind that its annotation names; values that are not of
    the model's types are passed over.
    """
    found: dict[DataPath, MediaValue] = {}
    for one in _in_type(model, None, body, ()):
        found.setdefault(one.path, one)
    rest = model.rest if issubclass(model, ClosedInput) else None
    for path, kind, url in rest.find_media(body) if rest is not None else ():
        found.setdefault(path, MediaValue(path, kind, url))
    yield from found.values()


def _in_type(hint: Any, media: Media | None, value: Any, path: DataPath) -> Iterator[MediaValue]:
    """Yield the URLs in a value of an annotated type; `media` is what the annotation around it says."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        media = _medium(arguments[1:]) or media
        yield from _in_type(arguments[0], media, value, path)
    elif origin in (Union, UnionType):
        for arm in _fitting(arguments, value):
            yield from _in_type(arm, media, value, path)
    elif origin is list and is_list(value):
        for at, one in enumerate(value):
            yield from _in_type(arguments[0], media, one, (*path, at))
    elif origin is dict and is_dict(value):
        for key, one in value.items():
            yield from _in_type(arguments[1], media, one, (*path, key))
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        yield from _in_model(hint, value, path)
    elif media and hint is str and isinstance(value, str):
        yield MediaValue(path, media.kind, value)


def _fitting(arms: tuple[Any, ...], value: Any) -> Iterator[Any]:
    """Yield the arms of a union without the models that refuse a value, if another one accepts it."""
    models = [one for one in arms if isinstance(one, type) and issubclass(one, BaseModel)]
    refusing: list[Any] = []
    for model in models if len(models) > 1 else ():
        try:
            model.model_validate(value)
        except ValidationError:
            refusing.append(model)
    yield from (arm for arm in arms if len(refusing) == len(models) or arm not in refusing)


def _in_model(model: type[BaseModel], value: Any, path: DataPath) -> Iterator[MediaValue]:
    for name, field in model.model_fields.items():
        key = name if field.alias is None else field.alias
        if is_dict(value) and key in value:
            medium = _medium(field.metadata)  # of the outermost annotation, which pydantic unwraps
            yield from _in_type(field.annotation, medium, value[key], (*path, key))


def _medium(metadata: Any) -> Media | None:
    return next((one for one in metadata if isinstance(one, Media)), None)
