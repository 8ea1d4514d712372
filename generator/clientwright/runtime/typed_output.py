"""Outputs that endpoints document for themselves: an object, or a class around a value of any JSON type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from types import GenericAlias
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Self,
    SupportsIndex,
    TypeVar,
    get_args,
    get_origin,
    overload,
)

from pydantic import (
    GetCoreSchemaHandler,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from .input_faults import DataPath, is_dict, is_list
from .models import Open, OpenOutput

T = TypeVar("T")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return None if value is None else handler(value)


Documented = Annotated[T, WrapValidator(_or_none)]
"""The type of a field that is documented as always there; if it is missing nevertheless, it is None."""
MISSING: Any = None
"""The value of a documented field that is missing."""


class OutputPart(Open):
    """An object in an output; `prose` names the fields whose texts are no URLs of files."""

    prose: ClassVar[tuple[str, ...]] = ()


class ObjectOutput(OpenOutput):
    """The output of a job that is an object; `prose` names the fields whose texts are no URLs of files."""

    prose: ClassVar[tuple[str, ...]] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs of all files in the documented fields, at any depth; without duplicates."""
        return _urls(self._file_texts())

    def _file_texts(self) -> Iterator[tuple[DataPath, str]]:
        return file_texts(self)


class NullableOutput(ObjectOutput):
    """The output of a job that is an object or null, which is read as an object without fields."""

    @model_validator(mode="before")
    @classmethod
    def _empty_for_null(cls, value: Any) -> Any:
        return {} if value is None else value


class RootOutput(Generic[T]):
    """The output of a job that is a value of any JSON type: `root`."""

    prose: ClassVar[tuple[str, ...]] = ()
    root: T

    def __init__(self, root: T) -> None:
        self.root = root

    @classmethod
    def model_validate(cls, value: Any, **options: Any) -> Self:
        """Return the output that a value of JSON data is.

        Raises:
            pydantic.ValidationError: it is of another type.
        """
        is_one = isinstance(value, cls)
        return value if is_one else cls(_adapter(cls).validate_python(value, **options))

    @classmethod
    def model_json_schema(cls, **options: Any) -> dict[str, Any]:
        """Return the JSON Schema of the value, with the options of pydantic's models."""
        return _adapter(cls).json_schema(**options)

    def model_dump(self, **options: Any) -> Any:
        """Return the value as plain data, with the options of pydantic's models."""
        return _adapter(type(self)).dump_python(self.root, **options)

    def model_dump_json(self, **options: Any) -> str:
        """Return the value as JSON, with the options of pydantic's models."""
        return _adapter(type(self)).dump_json(self.root, **options).decode()

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs of all files in the value, at any depth; without duplicates."""
        return _urls(self._file_texts())

    def _file_texts(self) -> Iterator[tuple[DataPath, str]]:
        return file_texts(self)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash(type(self))  # the value may change

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.root!r})"

    def __str__(self) -> str:
        return self.root if isinstance(self.root, str) else repr(self)

    def _repr_html_(self) -> str:
        from .notebook import output_page

        data = self.model_dump(exclude_none=True)
        return output_page(self.urls, data if is_dict(data) else {"root": data})

    @classmethod
    def __get_pydantic_core_schema__(cls, hint: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
            return value if isinstance(value, cls) else cls(inner(value))

        inner = handler.generate_schema(_root_type(cls))
        return core_schema.no_info_wrap_validator_function(
            validate,
            inner,
            serialization=core_schema.plain_serializer_function_ser_schema(attrgetter("root")),
        )


class TextOutput(RootOutput[str]):
    """The output of a job that is a text."""


class ListOutput(RootOutput[list[T]], Sequence[T]):
    """The output of a job that is a list."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.root)

    def __len__(self) -> int:
        return len(self.root)

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> T | list[T]:
        return self.root[index]


class AnyOutput(RootOutput[Any]):
    """The output of a job of which no type is documented: a text, a list, an object, or another value."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.root)

    def __len__(self) -> int:
        return len(self.root)

    def __bool__(self) -> bool:
        return bool(self.root)

    def __getitem__(self, index: Any) -> Any:
        return self.root[index]


def file_texts(output: object) -> Iterator[tuple[DataPath, str]]:
    """Yield the texts of an output that may be files, each with the path of API names that leads to it.

    An object `input`, with which some endpoints repeat their input, has none.
    """
    todo: list[tuple[DataPath, Any, bool]] = [((), output, False)]
    while todo:  # no recursion, since a program may be deep in calls of its own
        path, one, is_prose = todo.pop()
        if isinstance(one, str):
            yield from () if is_prose else [(path, one)]
        elif not (path[-1:] == ("input",) and not is_list(one)):
            todo += [((*path, *at), part, prose) for at, part, prose in _parts(one, is_prose)][::-1]


def _parts(value: Any, is_prose: bool) -> Iterator[tuple[DataPath, Any, bool]]:
    """Yield what is directly in a value: its place, itself, and whether its texts are no URLs."""
    if is_list(value):
        yield from (((at,), item, is_prose) for at, item in enumerate(value))
    elif is_dict(value):
        yield from (((key,), item, is_prose) for key, item in value.items())
    elif isinstance(value, RootOutput):
        output: RootOutput[Any] = value
        yield (), output.root, "root" in output.prose
    elif isinstance(value, ObjectOutput | OutputPart):
        fields = type(value).model_fields
        for name, field in fields.items():
            yield (field.alias or name,), getattr(value, name), name in value.prose
        if not fields:  # none is documented
            yield from (((key,), one, False) for key, one in (value.model_extra or {}).items())
        yield (), [*value.bare] if isinstance(value, ObjectOutput) else [], False


def _urls(texts: Iterable[tuple[DataPath, str]]) -> tuple[str, ...]:
    """Return those texts that are URLs as a whole, without duplicates."""
    return tuple(dict.fromkeys(text for _, text in texts if _URL.fullmatch(text)))


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}
"""What reads and writes the values of each class."""


def _adapter(output: Any) -> TypeAdapter[Any]:
    if output not in _ADAPTERS:
        _ADAPTERS[output] = TypeAdapter(_root_type(output))
    return _ADAPTERS[output]


def _root_type(output: type[RootOutput[Any]]) -> Any:
    """Return the type of the value of a class, as one of its bases says."""
    bases = (base for kind in output.__mro__ for base in vars(kind).get("__orig_bases__", ()))
    for base in bases:
        if get_origin(base) is ListOutput:
            return GenericAlias(list, get_args(base))
        if get_origin(base) is RootOutput:
            return get_args(base)[0]
    return Any
