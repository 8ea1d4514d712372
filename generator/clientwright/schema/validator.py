"""A JSON Schema 2020-12 validator from the checks of every constraint: assertions only, no network.

Patterns are translated to Python's syntax. A pattern that cannot be translated is
reported elsewhere and skipped here, so that any schema can be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.constraint import validator_class
from clientwright.schema.content_cache import cached_by_content
from clientwright.schema.keywords import ASSERTION_KEYWORDS, CONSTRAINTS
from clientwright.schema.keywords.media import SCHEMES
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.walk import map_subschemas

_VALIDATOR_CLASS: Any = validator_class(
    {keyword: check for one in CONSTRAINTS for keyword, check in (one.accept or {}).items()}
)


def make_validator(schema: Any, schemes: Sequence[str] = ()) -> Any:
    """Return a validator for the assertions of a schema.

    With `schemes` (of URLs), the validator checks media too.
    """
    return _validator(schema, tuple(schemes))


@cached_by_content
def _validator(schema: Any, schemes: tuple[str, ...]) -> Any:
    return _VALIDATOR_CLASS(_assertions(schema, schemes))


def _assertions(schema: Any, schemes: tuple[str, ...]) -> Any:
    if not isinstance(schema, dict):
        return schema
    asserted = {w: value for w, value in cast(Schema, schema).items() if w in ASSERTION_KEYWORDS}
    media = asserted.pop(MEDIA_KEYWORD, None)
    if schemes and isinstance(media, dict):
        asserted[MEDIA_KEYWORD] = {**media, SCHEMES: list(schemes)}
    return _translate_patterns(map_subschemas(asserted, lambda _, sub: _assertions(sub, schemes)))


def with_python_patterns(schema: Any) -> Any:
    """Return a schema with all its keywords, and its patterns in Python's syntax."""
    if not isinstance(schema, dict):
        return schema
    inner = map_subschemas(cast(Schema, schema), lambda _, sub: with_python_patterns(sub))
    return _translate_patterns(inner)


def _translate_patterns(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its patterns translated; a pattern that cannot be translated is dropped."""
    translated = {word: value for word, value in schema.items() if word != "pattern"}
    for python in _python_pattern(schema["pattern"]) if "pattern" in schema else ():
        translated["pattern"] = python
    if "patternProperties" in schema:
        translated["patternProperties"] = _translate_names(schema["patternProperties"])
    return translated


def _translate_names(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return pattern properties with their patterns translated; none is lost if two become the same."""
    found: dict[str, Any] = {}
    for pattern, sub in described.items():
        for python in _python_pattern(pattern):
            name = python or _Translated(
                "(?:)", pattern
            )  # the library takes an empty pattern for none
            found[name] = {"allOf": [found[name], sub]} if name in found else sub
    return found


def as_written(value: Any) -> Any:
    """Return the value of a keyword as the document writes it, for a message."""
    if isinstance(value, _Translated):
        return value.written
    return {as_written(name): sub for name, sub in value.items()} if is_dict(value) else value


class _Translated(str):
    """A pattern in Python's syntax, which messages show as the document writes it."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, python: str, written: str) -> _Translated:
        """Return the pattern in Python's syntax."""
        found = super().__new__(cls, python)
        found.written = written
        return found

    def __repr__(self) -> str:
        return repr(self.written)


def _python_pattern(pattern: str) -> Iterator[str]:
    try:
        yield _Translated(to_python_regex(pattern), pattern)
    except UnportablePattern:
        return
