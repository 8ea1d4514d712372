"""Base types of generated models: strict for requests, open for responses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic import ModelWrapValidatorHandler as Handler
from pydantic_core import ErrorDetails, PydanticCustomError

from .errors import InvalidInput
from .input_faults import is_dict, is_list
from .json_data import DataPath, RawFault, to_json_data
from .rules.base import Rule

T = TypeVar("T")
_FIRST_ROUNDED = 2**53
"""From here on a float is not always the integer that it is written as."""


def _as_integer(value: Any) -> Any:
    if not (isinstance(value, float) and value.is_integer()):
        return value
    if abs(value) < _FIRST_ROUNDED:
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


Text = Annotated[str, Field(strict=True)]
Integer = Annotated[int, Field(strict=True), BeforeValidator(_as_integer)]
Number = Annotated[float, PlainValidator(_check_number)]
Boolean = Annotated[bool, Field(strict=True)]
Anything: TypeAlias = Any
Omittable = Annotated[T | None, BeforeValidator(_refuse_none)]


class Shown(BaseModel):
    """An object whose repr leaves out the fields that are absent."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield from ((name, value) for name, value in super().__repr_args__() if value is not None)


class Closed(Shown):
    """An object in a request; unknown fields are rejected, and fields cannot be assigned.

    Its arguments are Python names. A mapping may have those too, unless `api_names`: its value may
    also be an object that takes names which are not listed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())
    api_names: ClassVar[bool] = False

    def __init__(self, /, **arguments: Any) -> None:
        """Check arguments; a name is first of all a Python name."""
        wire = by_keyword(type(self), arguments)
        if len(wire) < len(arguments):
            from .payload_faults import given_twice

            raise given_twice(type(self).__name__, wire.keys() & arguments.keys(), arguments)
        super().__init__(**wire)

    __init__.__dict__["__pydantic_base_init__"] = True  # else mappings would be arguments too

    @model_validator(mode="before")
    @classmethod
    def _accept_python_names(cls, data: Any) -> Any:
        if not _takes_other_names(cls) or not is_dict(data):
            return by_wire_names(cls, data)
        names = _renamed_fields(cls)
        others = [name for name, wire in names.items() if name in data and wire not in data]
        return {**data, _free_key(data): _NotFields(others)} if others else data

    def model_post_init(self, context: Any, /) -> None:
        """Forget that fields are set whose Python names are other fields of the API."""
        extra = self.model_extra or {}
        for key in [key for key, value in extra.items() if isinstance(value, _NotFields)]:
            self.model_fields_set.difference_update(extra.pop(key), (key,))


class _NotFields(tuple[str, ...]):
    """Python names of fields that a mapping has as names of the API."""


def _free_key(data: dict[str, Any]) -> str:
    return next(key for n in range(len(data) + 1) if (key := "\0" * (n + 1)) not in data)


def _takes_other_names(model: type[BaseModel]) -> bool:
    return model.model_config.get("extra") == "allow"


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
        faults: list[RawFault] = []
        wire = by_wire_names(cls, to_json_data(value, faults))
        of_fields: list[ErrorDetails] = []
        result: Self | None = None
        try:
            result = handler(wire)
        except ValidationError as error:
            of_fields = error.errors(include_url=False)
        else:
            wire = result.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        beyond = [*cls._faults_beyond_fields(wire)]
        if result is None or faults or beyond:
            from .payload_faults import all_faults

            raise all_faults(cls.__name__, wire, faults, of_fields, beyond)
        return result

    @classmethod
    def _faults_beyond_fields(cls, wire: Any) -> Iterator[RawFault]:
        if cls.rest is not None:
            yield from cls.rest.find_faults(wire)
        if is_dict(wire):
            sources = cls.rule_sources or [""] * len(cls.rules)
            for rule, source in zip(cls.rules, sources, strict=True):
                yield from (RawFault(at, rule.kind, text + source) for at, text in rule.check(wire))


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


def by_wire_names(model: type[Closed], data: Any) -> Any:
    """Return data with Python names replaced by wire names; one beside its wire name stays, and is refused.

    Where other names than the listed ones may stand, each is a name of the API.
    """
    names = _renamed_fields(model)
    if not names or not is_dict(data) or model.api_names or _takes_other_names(model):
        return data
    known = set(names.values()) | (model.model_fields.keys() - names.keys())
    kept = {key for key in data if key in known or names.get(key) in data}
    return {key if key in kept else names.get(key, key): item for key, item in data.items()}


def by_keyword(model: type[BaseModel], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return keyword arguments by wire name; it has fewer if a field is given by both of its names."""
    names = _renamed_fields(model)
    return {names.get(name, name): value for name, value in arguments.items()}


@cache
def _renamed_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the wire names of the fields that have another Python name, by that."""
    return {
        name: field.alias for name, field in model.model_fields.items() if field.alias is not None
    }


def check_payload(endpoint: str, model: type[ClosedInput], value: object) -> ClosedInput:
    """Return an input as a model; a model is checked again, since it may have been made without checks.

    Raises:
        InvalidInput: every fault at once.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        from .payload_faults import payload_faults

        faults = tuple(payload_faults(error, value, model))
        raise InvalidInput(faults, endpoint=endpoint) from None
