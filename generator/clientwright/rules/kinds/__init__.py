"""The kinds of rules, one module each with everything about it; a new kind is a new module and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, cast

from clientwright.rules.base import Origin, QuotedSentence, Rule, closed_form

KINDS = (
    "sum-equals",
    "sum-at-most",
    "at-most-one-of",
    "at-least-one-of",
    "requires",
    "value-forbids-value",
    "bound-when",
    "counts-together",
    "cited-media",
)
"""Each kind is the module of that name; the order is that of the documentation."""


def module_name(kind: str) -> str:
    """Return the name of the module of a kind: here, in the runtime and in the sandbox."""
    return kind.replace("-", "_")


def class_name(kind: str) -> str:
    """Return the name of the class of a kind, here and in the runtime."""
    return "".join(part.title() for part in kind.split("-"))


def _rule_type(kind: str) -> type[Rule]:
    module = import_module(f"clientwright.rules.kinds.{module_name(kind)}")
    return cast(type[Rule], getattr(module, class_name(kind)))


RULE_TYPES: tuple[type[Rule], ...] = tuple(map(_rule_type, KINDS))
RULE_TYPES_BY_KIND: Mapping[str, type[Rule]] = {kind.kind: kind for kind in RULE_TYPES}


def from_json(data: Mapping[str, Any]) -> Rule:
    """Read a rule of any kind from its spec form.

    Raises:
        KeyError: The kind is unknown, or a part is missing.
        ValueError: A path in it cannot be parsed.
    """
    rule = RULE_TYPES_BY_KIND[data["kind"]].from_json(data)
    settles = tuple(map(QuotedSentence.from_json, data.get("settles", ())))
    origin = data.get("origin")
    if not isinstance(origin, dict):
        return replace(rule, settles=settles)
    known = cast(dict[str, str], origin)
    return replace(rule, origin=Origin(known["at"], known["locale"]), settles=settles)


def as_json(rule: Rule) -> dict[str, Any]:
    """Return a rule of any kind in its spec form, with its origin and the sentences that it settles."""
    written = rule.as_json()
    if rule.origin is not None:
        written["origin"] = rule.origin.as_json()
    if rule.settles:
        written["settles"] = [one.as_json() for one in rule.settles]
    return written


def meta_definitions() -> dict[str, Any]:
    """Return the definitions of `specs/meta/endpoint.schema.json` that the kinds state: `rule`, and one each."""
    choices = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/$defs/{kind}"},
        }
        for kind in KINDS
    ]
    known = {"kind": {"enum": [*KINDS]}}
    rule = {"type": "object", "required": ["kind"], "properties": known, "allOf": choices}
    shared = {
        "kind": True,
        "origin": {"$ref": "#/$defs/origin"},
        "settles": {"$ref": "#/$defs/settles"},
    }
    forms = {kind: RULE_TYPES_BY_KIND[kind].form for kind in KINDS}
    closed = {
        kind: {**form, **closed_form(form["required"], {**shared, **form["properties"]})}
        for kind, form in forms.items()
    }
    return {"rule": rule, **closed}
