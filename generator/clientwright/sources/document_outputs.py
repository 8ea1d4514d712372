"""Which outputs the generated client can describe: objects whose fields are URLs, or lists of them."""

from __future__ import annotations

import re
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.references import BadReference, inline_references

_URL_FORMAT = re.compile(r"(?:\w+[_-])?(?:uri|url|uri-reference|iri)")
_URL_NAME = re.compile(
    r"(?:.*_)?(?:url|uri|image|video|audio|file|media)s?(?:_\d+)?", re.IGNORECASE
)


def describe_other_output(output: Any) -> str:
    """Return what an output is if it is not an object of URLs, else an empty text."""
    try:
        schema = inline_references(output) if is_dict(output) else {}
    except BadReference as bad:
        return f"described by {bad.target!a}, which cannot be followed"
    properties = schema.get("properties")
    if not is_dict(properties) or not properties:
        words = (_WORDS.get(name, name) for name in _types(schema))
        return " or ".join(words) or "not described further"
    others = [name for name, field in properties.items() if not _is_url(name, field)]
    return f"an object with {', '.join(f'`{name}`' for name in others[:3])}" if others else ""


_WORDS = {
    "array": "a list",
    "string": "a text",
    "object": "an object without properties",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _is_url(name: str, field: Any) -> bool:
    """Return whether a field is a URL, or a list of URLs, by its format or else by its name."""
    if not is_dict(field):
        return False
    for word in ("allOf", "anyOf", "oneOf"):
        if is_list(field.get(word)):
            branches = [one for one in field[word] if one != {"type": "null"}]
            return bool(branches) and all(_is_url(name, one) for one in branches)
    types = _types(field)
    if types == ["array"]:
        return _is_url(name, field.get("items"))
    form = field.get("format")
    is_named = form is None and _URL_NAME.fullmatch(name)
    is_url = is_named or (isinstance(form, str) and _URL_FORMAT.fullmatch(form))
    return types == ["string"] and "enum" not in field and bool(is_url)


def _types(schema: Schema) -> list[str]:
    written = schema.get("type")
    names = written if is_list(written) else [written]
    return [name for name in names if isinstance(name, str) and name != "null"]
