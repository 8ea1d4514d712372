"""Which files name a keyword: as a string, or as a constant that is bound to the string."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tests.house.modules import Module

KEYWORDS = (
    *("type", "enum", "const"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format", "x-media"),
    *("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"),
    *("contains", "minContains", "maxContains"),
    *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("propertyNames", "minProperties", "maxProperties"),
    *("required", "dependentRequired", "dependentSchemas"),
    *("allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
    *("$ref", "$defs", "default"),
)

_KNOWN = frozenset(KEYWORDS)
Constants = dict[tuple[str, str], str]
"""The keyword that a name of a module is bound to."""


def named_keywords(modules: Mapping[str, Module]) -> dict[str, set[str]]:
    """Return the keywords that each module names."""
    constants = _constants(modules)
    return {
        name: _literals(module) | _used_constants(module, modules, constants)
        for name, module in modules.items()
    }


def _literals(module: Module) -> set[str]:
    found: set[str] = set()
    for node in module.nodes:
        if isinstance(node, ast.Constant) and id(node) not in module.docstrings:
            found |= {node.value} & _KNOWN
        if isinstance(node, ast.Call):
            words = set(_split_words(node.func)) & _KNOWN
            found |= words if len(words) > 1 else set()
    return found


def _split_words(function: ast.expr) -> list[str]:
    """Return the words of `"…".split()`, by which some modules write a list."""
    if not (isinstance(function, ast.Attribute) and function.attr == "split"):
        return []
    text = function.value
    is_text = isinstance(text, ast.Constant) and isinstance(text.value, str)
    return str(text.value).split() if is_text else []


def _constants(modules: Mapping[str, Module]) -> Constants:
    """Return the constants at the top of modules, and the names under which other modules import them."""
    found: Constants = {}
    for name, module in modules.items():
        for node in module.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
            if isinstance(value, ast.Constant) and value.value in KEYWORDS:
                found |= {
                    (name, t.id): str(value.value) for t in targets if isinstance(t, ast.Name)
                }
    while True:
        passed_on = {
            (name, here): found[source, there]
            for name, module in modules.items()
            for here, source, there in module.imports(modules)
            if (source, there) in found
        }
        if passed_on.keys() <= found.keys():
            return found
        found |= passed_on


def _used_constants(
    module: Module, modules: Mapping[str, Module], constants: Constants
) -> set[str]:
    """Return the keywords of the constants that a module imports, or reads as attributes of a module."""
    imports = list(module.imports(modules))
    found = {constants[source, name] for _, source, name in imports if (source, name) in constants}
    imported = {here: source for here, source, name in imports if not name}
    attributes = {name for _, name in constants}
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in attributes:
            place = imported.get(ast.unparse(node.value)), node.attr
            if place in constants:
                found.add(constants[place])
    return found
