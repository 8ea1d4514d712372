"""The mutations of the runtime's checks of inputs."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.types import schema_types
from clientwright.testing.mutation.runtime_mutation import EquivalenceReason, RuntimeMutation
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator


def _no_type(kind: str) -> EquivalenceReason:
    """Return a check that no field is of a type."""

    def reason(generators: Sequence[PayloadGenerator]) -> str:
        met = any(
            kind in schema_types(s.schema)
            for generator in generators
            for s in iter_input_nodes(generator.schema)
        )
        return "" if met else f"no field is of type {kind}"

    return reason


def _no_rules(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if no endpoint has a rule."""
    return (
        ""
        if any(generator.endpoint.rules for generator in generators)
        else "no endpoint has a rule"
    )


def _no_media(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if no field is a medium."""
    met = any(
        MEDIA_KEYWORD in s.schema
        for generator in generators
        for s in iter_input_nodes(generator.schema)
    )
    return "" if met else "no field is a medium's URL"


def _all_bounded(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if each number has two bounds, which also refuse NaN and the infinities."""
    numbers = [
        s.schema
        for generator in generators
        for s in iter_input_nodes(generator.schema)
        if "number" in schema_types(s.schema)
    ]
    bounded = all("minimum" in one and "maximum" in one for one in numbers)
    return "every number has two bounds, and those refuse NaN and the infinities" if bounded else ""


INPUT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "integers-lax",
        "A numeric string counts as an integer.",
        "models.py",
        "Integer = Annotated[int, Field(strict=True), BeforeValidator(_as_integer)]",
        "Integer = Annotated[int, Field(strict=False), BeforeValidator(_as_integer)]",
        _no_type("integer"),
    ),
    RuntimeMutation(
        "integers-truncated",
        "5.5 counts as the integer 5.",
        "models.py",
        "return int(value) if isinstance(value, float) and value.is_integer() else value",
        "return int(value) if isinstance(value, float) else value",
        _no_type("integer"),
    ),
    RuntimeMutation(
        "numbers-as-booleans",
        "0 and 1 count as booleans.",
        "models.py",
        "Boolean = Annotated[bool, Field(strict=True)]",
        "Boolean = Annotated[bool, Field(strict=False)]",
        _no_type("boolean"),
    ),
    RuntimeMutation(
        "booleans-as-numbers",
        "true counts as a number.",
        "models.py",
        "if isinstance(value, bool) or not isinstance(value, int | float):",
        "if not isinstance(value, int | float):",
        _no_type("number"),
    ),
    RuntimeMutation(
        "nan-accepted",
        "NaN and infinities count as numbers.",
        "models.py",
        "if isinstance(value, float) and not math.isfinite(value):",
        "if False:",
        _all_bounded,
    ),
    RuntimeMutation(
        "null-accepted",
        "None counts as an absent field.",
        "models.py",
        '    if value is None:\n        raise PydanticCustomError("none"',
        '    if False:\n        raise PydanticCustomError("none"',
    ),
    RuntimeMutation(
        "unknown-fields-ignored",
        "Unknown fields are dropped silently.",
        "models.py",
        'extra="forbid"',
        'extra="ignore"',
    ),
    RuntimeMutation(
        "unknown-fields-sent",
        "Unknown fields are sent.",
        "models.py",
        'extra="forbid"',
        'extra="allow"',
    ),
    RuntimeMutation(
        "rules-unasked",
        "No rule across fields is checked.",
        "models.py",
        "((rule.kind, rule.check(wire)) for rule in cls.rules)",
        "((rule.kind, rule.check(wire)) for rule in cls.rules[:0])",
        _no_rules,
    ),
    RuntimeMutation(
        "media-unchecked",
        "Any text is a medium's URL.",
        "media_url.py",
        "if reason := self.rejection_reason(url):",
        "if (reason := self.rejection_reason(url)) and not url:",
        _no_media,
    ),
    RuntimeMutation(
        "defaults-sent",
        "Fields that were not set are sent too.",
        "endpoint.py",
        "exclude_unset=True",
        "exclude_unset=False",
    ),
    RuntimeMutation(
        "another-error",
        "A refusal raises an undocumented error.",
        "payload_check.py",
        "raise InvalidInput(faults, endpoint=endpoint) from None",
        "raise RuntimeError(endpoint) from None",
    ),
    RuntimeMutation(
        "another-field-named",
        "A refusal names a valid field.",
        "payload_faults.py",
        "yield Fault(format_path(path), code, message, what)",
        'yield Fault("another_field", code, message, what)',
    ),
)
