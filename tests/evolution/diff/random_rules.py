"""Random inputs with cross-field rules, and edits of rules, defaults and bounds, for the brute-force tests."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

Schema = dict[str, Any]
RuleJson = dict[str, Any]
"""A rule as it is in a spec."""

ADDENDS = ("$.xs[*]", "$.os[*].d")
FIELDS = ("$.a", "$.b", "$.s", "$.xs", "$.os")


def _number(r: Random) -> Schema:
    found: Schema = {"type": r.choice(["integer", "number"])}
    for word, values in (("minimum", (0, 1, 2, 3)), ("maximum", (4, 5, 8, 12))):
        if r.random() < 0.6:
            found[word] = r.choice(values)
    if r.random() < 0.5:
        found["default"] = r.choice([3, 4])
    return found


def input_with_rules(r: Random) -> Schema:
    """Return an input of two numbers, a choice and two arrays."""
    inner: Schema = {"type": "object", "properties": {"d": _number(r)}}
    if r.random() < 0.6:
        inner["required"] = ["d"]
    arrays: Schema = {
        name: {
            "type": "array",
            "items": items,
            **({"maxItems": r.choice([1, 2, 4, 6])} if r.random() < 0.6 else {}),
        }
        for name, items in (("xs", _number(r)), ("os", inner))
    }
    choice = {"type": "string", "enum": ["x", "y", "z"]}
    if r.random() < 0.4:
        choice["default"] = r.choice("xyz")
    return {
        "type": "object",
        "properties": {"a": _number(r), "b": _number(r), "s": choice, **arrays},
    }


def random_rule(r: Random, kind: str = "") -> RuleJson:
    """Return a random rule, of a kind if given."""
    kind = kind or r.choice(sorted(_PARTS))
    return {"kind": kind, **_PARTS[kind](r)}


_PARTS: dict[str, Any] = {
    "sum-equals": lambda r: {"addends": r.choice(ADDENDS), "total": r.choice(["$.a", "$.b"])},
    "sum-at-most": lambda r: {"addends": r.choice(ADDENDS), "most": r.choice(["$.a", "$.b", 5, 8])},
    "at-most-one-of": lambda r: {"fields": r.sample(FIELDS, r.randint(2, 3))},
    "at-least-one-of": lambda r: {"fields": r.sample(FIELDS, r.randint(2, 3))},
    "requires": lambda r: dict(zip(("field", "needs"), _needs(r), strict=True)),
    "counts-together": lambda r: {"arrays": ["$.xs", "$.os"], "at_most": r.randint(1, 4)},
    "value-forbids-value": lambda r: {
        "field": "$.s", **r.choice([{"value": r.choice("xyz")}, {"present": True}]),
        "other": "$.a", "forbidden": r.sample([3, 4, 5], 2),
    },
    "bound-when": lambda r: {
        "field": "$.a", "keyword": r.choice(["minimum", "maximum"]), "limit": r.choice([3, 4]),
        "when": {"field": "$.s", "is": r.choice("xyz")},
    },
}  # fmt: skip


def _needs(r: Random) -> tuple[str, list[str]]:
    field, *others = r.sample(FIELDS, 2)
    return field, others


def edit_rules(r: Random, rules: list[RuleJson]) -> list[RuleJson]:
    """Add a rule, remove one, or change the numbers and fields of one."""
    found = copy.deepcopy(rules)
    if not found or r.random() < 0.25:
        return [*found, random_rule(r)]
    one = r.randrange(len(found))
    if r.random() < 0.3:
        return found[:one] + found[one + 1 :]
    found[one] = random_rule(r, found[one]["kind"])
    return found


def without_field(
    r: Random, schema: Schema, rules: list[RuleJson]
) -> tuple[Schema, list[RuleJson]]:
    """Return an input without one of its fields, and the rules that do not name it."""
    name = r.choice(sorted(schema["properties"]))
    kept = {key: sub for key, sub in schema["properties"].items() if key != name}
    paths = (f'"$.{name}"', f'"$.{name}[')
    left = [rule for rule in rules if not any(path in json.dumps(rule) for path in paths)]
    return {**schema, "properties": kept}, left


def edit_input(r: Random, schema: Schema) -> Schema:
    """Change a default, a bound of a number or an array, or a required field."""
    found = copy.deepcopy(schema)
    own = found["properties"]
    number = r.choice(
        [own["a"], own["b"], own["xs"]["items"], own["os"]["items"]["properties"]["d"]]
    )
    edit = r.randrange(5)
    if edit < 2:
        number.pop("default", None)
        number.update({"default": r.choice([2, 3, 4])} if edit else {})
    elif edit == 2:
        number[r.choice(["minimum", "maximum"])] = r.choice([2, 3, 4, 8])
    elif edit == 3:
        own[r.choice(["xs", "os"])]["maxItems"] = r.randint(1, 6)
    else:
        own["s"]["default"] = r.choice("xyz")
    return found


def random_payload(r: Random, schema: Schema, rules: list[RuleJson]) -> RuleJson:
    """Return a payload whose sums often fit."""
    own = schema["properties"]
    payload: RuleJson = {name: _some(r, own[name]) for name in own if r.random() < 0.6}
    for rule in rules:
        total = rule.get("total", rule.get("most"))
        if rule["kind"].startswith("sum") and isinstance(total, str) and r.random() < 0.8:
            payload[total[2:]] = _sum(rule["addends"][2:4], payload, own)
    return payload


def _sum(name: str, payload: RuleJson, own: Schema) -> int:
    items = own[name]["items"]
    default = items.get("properties", {"d": items})["d"].get("default", 0)
    return sum(
        one.get("d", default) if isinstance(one, dict) else one for one in payload.get(name, [])
    )


def _some(r: Random, schema: Schema) -> Any:
    if "enum" in schema:
        return r.choice(schema["enum"])
    if schema["type"] == "array":
        return [_some(r, schema["items"]) for _ in range(r.randint(0, schema.get("maxItems", 4)))]
    if schema["type"] == "object":
        return {
            n: _some(r, s)
            for n, s in schema["properties"].items()
            if n in schema.get("required", ()) or r.random() < 0.5
        }
    low = schema.get("minimum", 0)
    return r.randint(low, max(low, schema.get("maximum", 9)))
