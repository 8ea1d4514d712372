"""The types that generated models are made of: strict in what is sent, open in what is received."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
from pydantic_core import InitErrorDetails, PydanticCustomError

from .input_faults import is_dict, is_list
from .json_data import RawFault, to_json_data
from .rules.base import Rule

T = TypeVar("T")


def _as_integer(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _check_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("finite_number", "Input should be a finite number")
    return value


def _refuse_none(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("none", "Input should not be None; leave the field out instead")
    return value


Text = Annotated[str, Field(strict=True)]
Integer = Annotated[int, Field(strict=True), BeforeValidator(_as_integer)]
Number = Annotated[float, PlainValidator(_check_number)]
Boolean = Annotated[bool, Field(strict=True)]
Anything: TypeAlias = Any
Omittable = Annotated[T | None, BeforeValidator(_refuse_none)]


class Closed(BaseModel):
    """An object of a request: an unknown field is refused."""

    model_config = ConfigDict(
        extra="forbid", validate_by_name=True, validate_by_alias=True, protected_namespaces=()
    )


class Open(BaseModel):
    """An object of an answer: unknown fields survive."""

    model_config = ConfigDict(
        extra="allow", validate_by_name=True, validate_by_alias=True, protected_namespaces=()
    )


class Rest(Protocol):
    """What the schema of an input says beyond its fields."""

    def find_faults(self, value: Any) -> Iterator[RawFault]:
        """Find everything in plain JSON data that breaks it."""
        ...


class ClosedInput(Closed):
    """The input of an endpoint: its fields, what its schema says beyond them, and its rules."""

    rules: ClassVar[tuple[Rule, ...]] = ()
    rest: ClassVar[Rest | None] = None

    @model_validator(mode="wrap")
    @classmethod
    def _check_everything(cls, value: Any, handler: Handler[Self]) -> Self:
        """Check fields, rest and rules, and raise every fault at once."""
        flaws: list[RawFault] = []
        wire = cls._by_wire_names(to_json_data(value, flaws))
        details = {flaw.path: [_detail(flaw, _value_at(wire, flaw.path))] for flaw in flaws}
        known, made = {flaw.path for flaw in flaws}, None
        try:
            made = handler(wire)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                flaw = RawFault(found["loc"], found["type"], found["msg"])
                if found["loc"] not in known:
                    details.setdefault(found["loc"], []).append(_detail(flaw, found["input"]))
        else:
            wire = made.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        for flaw in cls._faults_beyond_fields(wire):
            if flaw.path not in known:
                details.setdefault(flaw.path, []).append(_detail(flaw, _value_at(wire, flaw.path)))
        if made is None or details:
            listed = [detail for at in details.values() for detail in at]
            raise ValidationError.from_exception_data(cls.__name__, listed)
        return made

    @classmethod
    def _by_wire_names(cls, data: Any) -> Any:
        """Give arguments that came by Python name their wire name."""
        if not is_dict(data):
            return data
        names = {name: field.alias or name for name, field in cls.model_fields.items()}
        return {names.get(key, key): item for key, item in data.items()}

    @classmethod
    def _faults_beyond_fields(cls, wire: Any) -> Iterator[RawFault]:
        if cls.rest is not None:
            yield from cls.rest.find_faults(wire)
        if is_dict(wire):
            found = ((rule.kind, rule.check(wire)) for rule in cls.rules)
            yield from (RawFault(path, kind, text) for kind, all in found for path, text in all)


class OpenOutput(Open):
    """The output of a job; a bare URL, or a list of them, is taken as well."""

    _bare: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _object_or_urls(cls, value: Any, handler: Handler[Self]) -> Self:
        urls = [value] if isinstance(value, str) else value
        if not is_list(urls) or not all(isinstance(url, str) for url in urls):
            return handler(value)
        made = handler({})
        made._bare = tuple(urls)
        return made

    @property
    def bare(self) -> tuple[str, ...]:
        """The URLs of an output that was no object."""
        return self._bare

    @property
    def urls(self) -> tuple[str, ...]:
        """Every URL of the documented fields in their order, then the bare ones; each once."""
        found: list[Any] = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            found += value if is_list(value) else [value]
        urls = [url for url in (*found, *self._bare) if isinstance(url, str) and "://" in url]
        return tuple(dict.fromkeys(urls))


def _detail(flaw: RawFault, value: Any) -> InitErrorDetails:
    kind: Any = flaw.kind
    error = PydanticCustomError(kind, "{message}", {"message": flaw.message})
    return InitErrorDetails(type=error, loc=flaw.path, input=value)


def _value_at(value: Any, path: tuple[str | int, ...]) -> Any:
    try:
        for step in path:
            value = value[step]
    except (LookupError, TypeError):
        return None
    return value
