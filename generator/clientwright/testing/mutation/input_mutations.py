"""The mutations of the runtime's checks of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.numbers import leaves_out_non_finite
from clientwright.schema.types import listed_values, schema_types
from clientwright.testing.mutation.code_edits import CodeEdit, drop, replace, set_keyword
from clientwright.testing.mutation.equivalence import NO_FIELD_DEMANDED, ProbeSet
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation
from clientwright.testing.mutation.server_mutation import map_values
from clientwright.testing.payloads.input_nodes import iter_input_nodes


def _no_rules(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if no endpoint has a rule."""
    met = any(one.trials.endpoint.rules for one in probes)
    return "" if met else "no endpoint has a rule"


def _all_finite(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if something else refuses NaN and the infinities wherever they are tried."""
    numbers = [one for one in _schemas(probes) if _takes_numbers(one)]
    if not numbers:
        return "NaN is tried in named fields and in items, and none of them is a number"
    finite = all(map(_refuses_non_finite, numbers))
    return "bounds, steps or lists of values refuse NaN and the infinities too" if finite else ""


def _refuses_non_finite(schema: Any) -> bool:
    """Return whether a schema refuses NaN and the infinities beside the type of numbers."""
    if not _takes_numbers(schema):
        return True
    if listed_values(schema) is not None or leaves_out_non_finite(schema):
        return True
    alternatives = [schema[word] for word in ("anyOf", "oneOf") if word in schema]
    return any(all(map(_refuses_non_finite, one)) for one in alternatives) or any(
        map(_refuses_non_finite, schema.get("allOf", ()))
    )


def _takes_numbers(schema: Any) -> bool:
    """Return whether a schema takes numbers that need be no integers, by its type or that of a part."""
    if not isinstance(schema, dict):
        return False
    if "type" in schema:
        return "number" in schema_types(schema)
    parts = [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]
    return any(map(_takes_numbers, parts))


def _no_boolean_decided(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if no input is decided differently when true and false are read as 1 and 0."""
    for one in probes:
        schema = one.trials.generator.schema
        read = partial(map_values, schema=schema, change=_boolean_as_number)
        if one.detects_reading(read):
            return ""
    return "no input is decided differently when true and false are numbers"


def _boolean_as_number(value: Any, schema: Mapping[str, Any]) -> Any:
    unlisted = _takes_numbers(schema) and listed_values(schema) is None
    return int(value) if isinstance(value, bool) and unlisted else value


def _no_unknown_field(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if no object refuses unknown fields."""
    closed = any(found.constraint == CLOSED for one in probes for found in one.trials.violations)
    return "" if closed else "every object takes unknown fields"


def _all_integers_listed(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if each integer is one of a list that the residual schema checks as well."""
    integers = (one for one in _schemas(probes) if "integer" in schema_types(one))
    return _LISTED if all(map(_lists_more, integers)) else ""


def _all_fields_listed(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if each field is one of a list that the residual schema checks as well."""
    fields = (
        sub
        for one in _schemas(probes)
        for name, sub in one.get("properties", {}).items()
        if name not in one.get("required", ())
    )
    return _LISTED if all(map(_lists_more, fields)) else ""


_LISTED = "the values are listed, and the residual schema checks the list"


def _lists_more(schema: Any) -> bool:
    """Return whether a schema lists values that are not all texts, which no model says."""
    values = listed_values(schema) if isinstance(schema, dict) else None
    return values is not None and not all(isinstance(value, str) for value in values)


def _all_required(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if no field may be absent."""
    optional = (
        set(one.get("properties", ())) - set(one.get("required", ())) for one in _schemas(probes)
    )
    return "" if any(optional) else "every field is required"


def _no_field_demanded(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if the harness cannot demand of any refusal that it names a certain field."""
    return "" if any(one.demands_named_field for one in probes) else NO_FIELD_DEMANDED


def _schemas(probes: Sequence[ProbeSet]) -> Iterator[Mapping[str, Any]]:
    for one in probes:
        yield from (node.schema for node in iter_input_nodes(one.trials.generator.schema))


INPUT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "integers-lax",
        "A numeric string counts as an integer.",
        CodeEdit("models", "Integer", set_keyword("strict", "False")),
        needs="Integer",
        equivalence_reason=_all_integers_listed,
    ),
    RuntimeMutation(
        "integers-truncated",
        "5.5 counts as the integer 5.",
        CodeEdit("models", "_as_integer", drop("(...).is_integer()")),
        needs="Integer",
        equivalence_reason=_all_integers_listed,
    ),
    RuntimeMutation(
        "numbers-as-booleans",
        "0 and 1 count as booleans.",
        CodeEdit("models", "Boolean", set_keyword("strict", "False")),
        needs="Boolean",
    ),
    RuntimeMutation(
        "booleans-as-numbers",
        "true counts as a number.",
        CodeEdit("models", "_check_number", drop("isinstance(..., bool)")),
        needs="Number",
        equivalence_reason=_no_boolean_decided,
    ),
    RuntimeMutation(
        "nan-accepted",
        "NaN and infinities count as numbers.",
        CodeEdit("models", "_check_number", replace("not math.isfinite(...)", "False")),
        also=(CodeEdit("json_data", "_json_scalar", replace("math.isfinite(...)", "True")),),
        needs="Number",
        equivalence_reason=_all_finite,
    ),
    RuntimeMutation(
        "null-accepted",
        "None counts as an absent field.",
        CodeEdit("models", "_refuse_none", replace("... is None", "False")),
        needs="Omittable",
        equivalence_reason=_all_fields_listed,
    ),
    RuntimeMutation(
        "unknown-fields-ignored",
        "Unknown fields are dropped silently.",
        CodeEdit("models", "Closed.model_config", set_keyword("extra", "'ignore'")),
        equivalence_reason=_no_unknown_field,
    ),
    RuntimeMutation(
        "unknown-fields-sent",
        "Unknown fields are sent.",
        CodeEdit("models", "Closed.model_config", set_keyword("extra", "'allow'")),
        unless="KeywordsAndFields",
        equivalence_reason=_no_unknown_field,
    ),
    RuntimeMutation(
        "rules-unasked",
        "No rule across fields is checked.",
        CodeEdit("models", "faults_beyond_fields", replace("zip(...)", "()")),
        equivalence_reason=_no_rules,
    ),
    RuntimeMutation(
        "unknown-fields-unseen",
        "An input with unknown fields is surely valid, and loses them.",
        CodeEdit("quick_check", "_object", replace("'forbid'", "'ignore'")),
        equivalence_reason=_no_unknown_field,
    ),
    RuntimeMutation(
        "media-unchecked",
        "Any text is a medium's URL.",
        CodeEdit("media_url", "Media._check", replace("self.rejection_reason(...)", "None")),
        needs="Media",
    ),
    RuntimeMutation(
        "defaults-sent",
        "Fields that were not set are sent too.",
        CodeEdit("endpoint", "_checked_text", set_keyword("exclude_unset", "False")),
        also=(CodeEdit("endpoint", "_checked_text", replace("quick_text(...)", "None")),),
        equivalence_reason=_all_required,
    ),
    RuntimeMutation(
        "another-error",
        "A refusal raises an undocumented error.",
        CodeEdit(
            "full_check", "check_payload", replace("InvalidInput(...)", "RuntimeError(endpoint)")
        ),
    ),
    RuntimeMutation(
        "another-field-named",
        "A refusal names a valid field.",
        CodeEdit(
            "payload_faults", "payload_faults", replace("format_path(...)", "'another_field'")
        ),
        equivalence_reason=_no_field_demanded,
    ),
)
