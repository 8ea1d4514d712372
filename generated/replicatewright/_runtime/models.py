# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Base types of generated models: strict for requests, open for responses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Protocol, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    model_validator,
)
from pydantic import ModelWrapValidatorHandler as Handler
from pydantic_core import PydanticCustomError

from .input_faults import DataPath, RawFault, is_dict, is_list
from .rules.base import Rule

T = TypeVar("T")
FIRST_ROUNDED = 2**53
"""From here on a float is not always the integer that it is written as."""


def _as_integer(value: Any) -> Any:
    if not (isinstance(value, float) and value.is_integer()):
        return value
    if abs(value) < FIRST_ROUNDED:
        return int(value)
    from .exact_values import exact_number

    return int(exact_number(value))


def _check_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("finite_number", "Input should be a finite number")
    return value


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("none", "it should not be None; leave the field out instead")
    return value


NOT_NONE, WHOLE = BeforeValidator(_refuse_none), BeforeValidator(_as_integer)
NUMBER = PlainValidator(_check_number)
Text = Annotated[str, Field(strict=True)]
Integer = Annotated[int, Field(strict=True), WHOLE]
Number = Annotated[float, NUMBER]
Boolean = Annotated[bool, Field(strict=True)]
Anything: TypeAlias = Any
Omittable = Annotated[T | None, NOT_NONE]


class Shown(BaseModel):
    """An object whose repr leaves out the fields that are absent."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield from ((name, value) for name, value in super().__repr_args__() if value is not None)


class Closed(Shown):
    """An object in a request; unknown fields are rejected, and fields cannot be assigned.

    Its arguments are Python names. A mapping may have those too, unless `api_names`: its value may
    also be an object that takes names which are not listed. `secrets` are the paths of values that are
    sent and never shown, by the names of the API; None is every item of a list, or every value.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())
    api_names: ClassVar[bool] = False
    secrets: ClassVar[tuple[tuple[str | None, ...], ...]] = ()

    def __init__(self, /, **arguments: Any) -> None:
        """Check arguments; a name is first of all a Python name."""
        wire = by_keyword(type(self), arguments)
        if len(wire) < len(arguments):
            from .payload_faults import given_twice

            raise given_twice(type(self).__name__, wire.keys() & arguments.keys(), arguments)
        super().__init__(**wire)

    __init__.__dict__["__pydantic_base_init__"] = True  # else mappings would be arguments too

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        if not self.secrets:
            yield from super().__repr_args__()
            return
        from .secret_fields import below, hide_secrets

        names = renamed_fields(type(self))
        for name, value in super().__repr_args__():
            inside = below(self.secrets, names.get(name or "", name))
            shown = self.model_dump(include={name or ""}).get(name or "") if inside else value
            yield name, hide_secrets(inside, shown)

    @model_validator(mode="before")
    @classmethod
    def _accept_python_names(cls, data: Any) -> Any:
        from .full_check import with_fields

        return with_fields(cls, renamed_fields(cls), data)

    def model_post_init(self, context: Any, /) -> None:
        """Forget that fields are set whose Python names are other fields of the API."""
        if self.model_extra:
            from .full_check import forget_fields

            forget_fields(self.model_extra, self.model_fields_set)


class Open(Shown):
    """An object in a response; unknown fields are kept."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())


class Rest(Protocol):
    """The part of an input's schema that its fields cannot express."""

    def find_faults(self, value: Any) -> Iterator[RawFault]:
        """Yield every fault of plain JSON data."""
        ...

    def find_media(self, value: Any) -> Iterator[tuple[DataPath, str, str]]:
        """Yield the path, kind and URL of each medium in plain JSON data."""
        ...


class ClosedInput(Closed):
    """The input of an endpoint: fields, the rest of its schema, and rules with where each came from."""

    rules: ClassVar[tuple[Rule, ...]] = ()
    rule_sources: ClassVar[tuple[str, ...]] = ()
    rest: ClassVar[Rest | None] = None

    @model_validator(mode="wrap")
    @classmethod
    def _check_everything(cls, value: Any, handler: Handler[Self]) -> Self:
        """Check fields, rest and rules, and raise every fault at once."""
        from .full_check import check_everything

        beyond = partial(faults_beyond_fields, cls)
        return check_everything(cls, value, renamed_fields(cls), handler, beyond)


def faults_beyond_fields(model: type[ClosedInput], wire: Any) -> Iterator[RawFault]:
    """Yield what the rest of an input's schema and its rules find in plain JSON data."""
    if model.rest is not None:
        yield from model.rest.find_faults(wire)
    if model.rules and is_dict(wire):
        sources = model.rule_sources or [""] * len(model.rules)
        for rule, source in zip(model.rules, sources, strict=True):
            for at, text in rule.check(wire):
                yield RawFault(at, rule.kind, text + source)


class OpenOutput(Open):
    """The output of a job; a bare URL or a list of URLs is accepted too."""

    _bare: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _object_or_urls(cls, value: Any, handler: Handler[Self]) -> Self:
        urls = [value] if isinstance(value, str) else value
        if not is_list(urls) or not all(isinstance(url, str) for url in urls):
            return handler(value)
        result = handler({})
        result._bare = tuple(urls)
        return result

    def _repr_html_(self) -> str:
        from .notebook import output_page

        return output_page(self.urls, self.model_dump(exclude_none=True))

    @property
    def bare(self) -> tuple[str, ...]:
        """The URLs of an output that was not an object."""
        return self._bare

    @property
    def urls(self) -> tuple[str, ...]:
        """All URLs: of the documented fields in order, then the bare ones; without duplicates."""
        found: list[Any] = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            found += value if is_list(value) else [value]
        urls = [url for url in (*found, *self._bare) if isinstance(url, str) and "://" in url]
        return tuple(dict.fromkeys(urls))


def by_keyword(model: type[BaseModel], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return keyword arguments by wire name; it has fewer if a field is given by both of its names."""
    names = renamed_fields(model)
    return {names.get(name, name): one for name, one in arguments.items()} if names else arguments


@cache
def renamed_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the wire names of the fields that have another Python name, by that."""
    return {
        name: field.alias for name, field in model.model_fields.items() if field.alias is not None
    }
