"""The residual of a schema as code: what the models cannot say, for the runtime's interpreter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.io.json_types import is_dict
from clientwright.schema.keywords import ASSERTION_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.regex_translation import to_python_regex
from clientwright.schema.walk import map_subschemas


def interpreter_schema(schema: Any) -> Any:
    """Return a schema as the interpreter expects it: no annotations, patterns in Python's dialect."""
    if not is_dict(schema):
        return schema
    found = map_subschemas(
        {word: schema[word] for word in sorted(schema) if word in ASSERTION_KEYWORDS},
        lambda _, sub: interpreter_schema(sub),
    )
    for word in ("properties", "patternProperties", "dependentSchemas"):
        if word in found:
            found[word] = dict(sorted(found[word].items()))
    if "pattern" in found:
        found["pattern"] = to_python_regex(found["pattern"])
    if "patternProperties" in found:
        found["patternProperties"] = _translate_names(found["patternProperties"])
    return found


def _translate_names(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return pattern properties in Python's dialect; both schemas apply where two patterns become one."""
    found: dict[str, Any] = {}
    for name, sub in described.items():
        python = to_python_regex(name)
        found[python] = {"allOf": [found[python], sub]} if python in found else sub
    return found


def residual_code(schema: Mapping[str, Any], media: Callable[[Mapping[str, Any]], Code]) -> Code:
    """Return a residual schema as code; `media` returns the call that checks a medium's URL."""
    return code.data(_with_calls(schema, media))


def _with_calls(schema: Any, media: Callable[[Mapping[str, Any]], Code]) -> Any:
    if not is_dict(schema):
        return schema
    found = map_subschemas(schema, lambda _, sub: _with_calls(sub, media))
    if MEDIA_KEYWORD in found:
        found[MEDIA_KEYWORD] = media(found[MEDIA_KEYWORD])
    return found
