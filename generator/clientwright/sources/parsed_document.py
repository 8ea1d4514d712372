"""A document that is data, JSON or YAML: its value, what kind it is, and where each part stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from clientwright.errors import ProblemsError
from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.io.json_text import parse_json, scan_json
from clientwright.io.json_types import is_dict, is_list
from clientwright.io.yaml_parser import parse_yaml
from clientwright.problems import Location, Problem
from clientwright.sources.document_problems import IsJsonLines
from clientwright.sources.documents import Document, JsonBlock, Source, normalize_text

YAML_SUFFIXES = (".yaml", ".yml")
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_YAML_START = re.compile(r"""(?:---|\#|["']?[\w.-]+["']?[ \t]*:(?:\s|\Z))""")
_API_VERSION = re.compile(r"""^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?\d""", re.MULTILINE)
_MAX_KEYS = 5


def is_data(source: Source) -> bool:
    """Return whether a source is JSON or YAML, by its name or by how its text begins and ends."""
    text = source.text.strip("\ufeff \t\r\n")
    named = source.name.lower().endswith((*JSON_SUFFIXES, *YAML_SUFFIXES))
    return named or (text[:1] == "{" and text[-1:] == "}") or _looks_like_yaml(text)


def _looks_like_yaml(text: str) -> bool:
    """Return whether a text without a name of YAML is an OpenAPI document in YAML."""
    return bool(_YAML_START.match(text) and _API_VERSION.search(text))


class LazyOffsets(Mapping[str, int]):
    """The offset of each pointer's value in a JSON text, which is scanned when one is asked for."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self._text = text

    @cached_property
    def _found(self) -> Mapping[str, int]:
        return scan_json(self._text, Location("-")).offsets

    def __getitem__(self, pointer: str) -> int:
        """Return the offset of a pointer's value."""
        return self._found[pointer]

    def __iter__(self) -> Iterator[str]:
        """Yield every pointer."""
        return iter(self._found)

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._found)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document's value, and the block that knows the line of each pointer in it."""

    block: JsonBlock
    language: str

    @property
    def value(self) -> Any:
        """The value of the document."""
        return self.block.value

    def at(self, pointer: str) -> Any:
        """Return the value at a pointer.

        Raises:
            LookupError: there is none.
        """
        return resolve_pointer(self.value, pointer)

    def find(self, pointer: str) -> Any:
        """Return the value at a pointer, None if there is none."""
        try:
            return self.at(pointer)
        except LookupError:
            return None

    def follow(self, pointer: str, bases: tuple[str, ...]) -> str:
        """Return the pointer of the value that the references at a pointer lead to.

        A reference that leads nowhere, out of the document or in a circle is not followed.
        """
        passed = [pointer]
        while is_dict(value := self.find(passed[-1])) and "$ref" in value:
            target = self.find_target(value["$ref"], bases)
            if target is None or target in passed:
                break
            passed.append(target)
        return passed[-1]

    def find_target(self, reference: object, bases: tuple[str, ...]) -> str | None:
        """Return the pointer that a reference means, counted from the first base that has it."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        pointer = unquote(reference[1:])
        found = (base + pointer for base in bases)
        return next((one for one in found if self.find(one) is not None), None)

    def find_property(
        self, pointer: str, place: Sequence[str], bases: tuple[str, ...]
    ) -> str | None:
        """Return the pointer of a property in the schema at a pointer, through references and `allOf`.

        `place` are the names on the way to it; None if there is none, or several branches have it.
        """
        at = pointer
        for name in place:
            found = list(self._properties(at, name, bases, frozenset()))
            if len(found) != 1:
                return None
            at = found[0]
        return at

    def _properties(
        self, pointer: str, name: str, bases: tuple[str, ...], passed: frozenset[str]
    ) -> Iterator[str]:
        at = self.follow(pointer, bases)
        value = self.find(at)
        if at in passed or not is_dict(value):
            return
        fields, branches = value.get("properties"), value.get("allOf")
        if is_dict(fields) and name in fields:
            yield join_pointer(at, "properties", name)
        for n in range(len(branches)) if is_list(branches) else ():
            yield from self._properties(join_pointer(at, "allOf", n), name, bases, passed | {at})


def parse_document(source: Source) -> ParsedDocument | tuple[Problem, ...]:
    """Parse JSON or YAML, or return what is wrong with it."""
    document = Document(source.name, normalize_text(source.text))
    here = Location(source.name)
    try:
        if _is_yaml(source):
            scanned = parse_yaml(document.text, here)
            return ParsedDocument(JsonBlock(scanned.value, document, scanned.offsets), "YAML")
        value = parse_json(document.text, here)
    except ProblemsError as error:
        count = _count_json_lines(document.text)
        return (IsJsonLines(here, count),) if count else error.problems
    return ParsedDocument(JsonBlock(value, document, LazyOffsets(document.text)), "JSON")


def _is_yaml(source: Source) -> bool:
    """Return whether a text is to be read as YAML; JSON under a name of YAML is read as JSON."""
    text = source.text.lstrip("\ufeff \t\r\n")
    if not source.name.lower().endswith(YAML_SUFFIXES):
        return _looks_like_yaml(text) and not source.name.lower().endswith(JSON_SUFFIXES)
    if text[:1] not in ("{", "["):
        return True
    try:
        parse_json(text, Location(source.name))
    except ProblemsError:
        return True
    return False


def _count_json_lines(text: str) -> int:
    """Return the number of values if a text is JSON Lines, else 0."""
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        values = [parse_json(line, Location("-")) for line in lines[:2]]
    except ProblemsError:
        return 0
    return len(lines) if len(values) > 1 and all(map(is_dict, values)) else 0


def describe_document(document: ParsedDocument) -> str:
    """Return what kind of document this is, as part of a sentence."""
    value = document.value
    if is_dict(value):
        names = (name(value) for name in _KINDS)
        return next((f"{_article(name)} {name}" for name in names if name), "") or _object_kind(
            document.language, value
        )
    if is_list(value):
        return f"a {document.language} list of {len(value)} value{'s' * (len(value) != 1)}"
    what = next((name for kind, name in _SCALARS if isinstance(value, kind)), "null")
    return f"a {document.language} document that is only {what}"


def _article(name: str) -> str:
    return "an" if name[0] in "AOH" else "a"


def _object_kind(language: str, value: Mapping[str, Any]) -> str:
    if not value:
        return f"an empty {language} object"
    keys = ", ".join(f"`{key}`" for key in list(value)[:_MAX_KEYS])
    more = ", …" if len(value) > _MAX_KEYS else ""
    return f"a {language} object with {keys}{more}"


def _versioned(key: str, name: str) -> Callable[[Mapping[str, Any]], str]:
    def describe(value: Mapping[str, Any]) -> str:
        version = value.get(key)
        known = isinstance(version, (str, float)) and len(str(version)) < len("10.10.10-beta")
        return (f"{name} {version} document" if known else f"{name} document") * (
            version is not None
        )

    return describe


def _postman(value: Mapping[str, Any]) -> str:
    info = value.get("info")
    schema = str(info.get("schema", "")) if is_dict(info) else ""
    return "Postman collection" * ("postman" in schema)


def _recording(value: Mapping[str, Any]) -> str:
    log = value.get("log")
    return "HTTP recording (HAR)" * (is_dict(log) and "entries" in log)


def _graphql(value: Mapping[str, Any]) -> str:
    data = value.get("data", value)
    return "GraphQL schema" * (is_dict(data) and "__schema" in data)


def _json_schema(value: Mapping[str, Any]) -> str:
    fields = value.get("properties")
    if is_dict(fields) and fields:
        return f"JSON Schema with {len(fields)} {'property' if len(fields) == 1 else 'properties'}"
    if any(key in value for key in ("$ref", "allOf", "anyOf", "oneOf")):
        return "JSON Schema"
    is_schema = "$schema" in value or value.get("type") in ("object", "array", "string")
    return "JSON Schema without properties" * is_schema


_SCALARS = ((str, "a text"), (bool, "true or false"), ((int, float), "a number"))
_KINDS = (
    _versioned("openapi", "OpenAPI"),
    _versioned("swagger", "Swagger"),
    _versioned("asyncapi", "AsyncAPI"),
    _postman,
    _recording,
    _graphql,
    _json_schema,
)
"""What names a kind of document, or returns an empty text."""
