"""The mutations of the runtime's checks of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.schema.types import listed_values, schema_types
from clientwright.testing.mutation.code_edits import CodeEdit, drop, replace, set_keyword
from clientwright.testing.mutation.equivalence import NO_FIELD_DEMANDED, ProbeSet
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation
from clientwright.testing.payloads.input_nodes import iter_input_nodes


def _no_rules(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if no endpoint has a rule."""
    met = any(one.trials.endpoint.rules for one in probes)
    return "" if met else "no endpoint has a rule"


def _all_bounded(probes: Sequence[ProbeSet]) -> str:
    """Return a reason if each number has two bounds, which also refuse NaN and the infinities."""
    numbers = [one for one in _schemas(probes) if "number" in schema_types(one)]
    bounded = all("minimum" in one and "maximum" in one for one in numbers)
    return "every number has two bounds, and those refuse NaN and the infinities" if bounded else ""


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
    ),
    RuntimeMutation(
        "nan-accepted",
        "NaN and infinities count as numbers.",
        CodeEdit("models", "_check_number", replace("not math.isfinite(...)", "False")),
        also=(CodeEdit("json_data", "_json_scalar", replace("math.isfinite(...)", "True")),),
        needs="Number",
        equivalence_reason=_all_bounded,
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
    ),
    RuntimeMutation(
        "unknown-fields-sent",
        "Unknown fields are sent.",
        CodeEdit("models", "Closed.model_config", set_keyword("extra", "'allow'")),
    ),
    RuntimeMutation(
        "rules-unasked",
        "No rule across fields is checked.",
        CodeEdit("models", "ClosedInput._faults_beyond_fields", replace("cls.rules", "()")),
        equivalence_reason=_no_rules,
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
        CodeEdit("endpoint", "_checked_body", set_keyword("exclude_unset", "False")),
        equivalence_reason=_all_required,
    ),
    RuntimeMutation(
        "another-error",
        "A refusal raises an undocumented error.",
        CodeEdit("models", "check_payload", replace("InvalidInput(...)", "RuntimeError(endpoint)")),
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
