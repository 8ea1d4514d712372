"""The normal form of a schema: schemas that mean the same are spelled the same.

References are inlined, `allOf` is merged where that is exact, `const` becomes an `enum`
of one, a single type is a string, `3.0` is 3, and keywords without effect are dropped.
Each constraint knows the normal form of its keywords; here they are applied until nothing changes.
"""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.numbers import floats_to_integers
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import APPLIES_TO_TYPES, accepted_types
from clientwright.schema.walk import map_subschemas

_MAX_CACHED = 4096
_NORMAL_FORMS: dict[str, Any] = {}
"""Cache of normal forms by `repr`: both sides share most subschemas, and each is normalized repeatedly."""


def normalize(schema: Any, semantics: Semantics) -> Any:
    """Return the normal form of a schema without references; `True` becomes `{}`."""
    key = repr(schema)
    if key not in _NORMAL_FORMS:
        found = _normalize_once(schema, semantics)
        while (again := _normalize_once(found, semantics)) != found:
            found = again
        if len(_NORMAL_FORMS) >= _MAX_CACHED:
            _NORMAL_FORMS.clear()
        _NORMAL_FORMS[key] = _NORMAL_FORMS[repr(found)] = found
    return _NORMAL_FORMS[key]


def _normalize_once(schema: Any, semantics: Semantics) -> Any:
    if not is_dict(schema):
        return {} if schema is True else schema
    if schema.get("not") == {} or schema.get("not") is True:
        return False
    found: Any = map_subschemas(schema, lambda _, sub: normalize(sub, semantics))
    for constraint in CONSTRAINTS:
        if constraint.normalize is not None:
            found = constraint.normalize(found, semantics)
    return floats_to_integers(_drop_irrelevant_keywords(found))


def _drop_irrelevant_keywords(schema: Schema) -> Schema:
    """Drop keywords for types that the schema does not accept."""
    kinds = accepted_types(schema)
    return {
        word: value
        for word, value in schema.items()
        if word not in APPLIES_TO_TYPES or APPLIES_TO_TYPES[word] & kinds
    }
