"""Imports of a generated module, derived from the names it uses: none missing, none unused."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from clientwright.codegen.code import Code
from clientwright.rules.kinds import RULE_TYPES_BY_KIND, class_name

_STANDARD: Mapping[str, str] = {
    **dict.fromkeys(("Mapping", "Sequence"), "collections.abc"),
    **dict.fromkeys(
        ("Annotated", "Any", "ClassVar", "Literal", "Required", "TypedDict", "Unpack"), "typing"
    ),
    **dict.fromkeys(("ConfigDict", "Field"), "pydantic"),
}
_RUNTIME: Mapping[str, str] = {
    "Endpoint": "endpoint",
    "Keywords": "schema_interpreter",
    "KeywordsAndFields": "unknown_fields",
    "Media": "media_url",
    **dict.fromkeys(
        (
            "Anything",
            "Boolean",
            "Closed",
            "ClosedInput",
            "Integer",
            "Number",
            "Omittable",
            "Open",
            "OpenOutput",
            "Rest",
            "Text",
        ),
        "models",
    ),
    "Rule": "rules.base",
    **{class_name(kind): f"rules.{kind.replace('-', '_')}" for kind in RULE_TYPES_BY_KIND},
    "Request": "endpoint",
}


def runtime_module(name: str) -> str:
    """Return the module of the runtime that has a name, with dots."""
    return _RUNTIME[name]


def imports_for(body: Code, dots: str) -> Code:
    """Return the imports that a module's body needs; `dots` lead to the package's root."""
    tree = ast.parse(body)
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    defined = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    wanted = used - defined
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(wanted & set(_STANDARD)):
        groups[_STANDARD[name]].append(name)
    for name in sorted(wanted & set(_RUNTIME)):
        groups[f"{dots}_runtime.{_RUNTIME[name]}"].append(name)
    if "Output" in wanted:
        groups[f"{dots}_output"].append("Output")
    if "SERVICE" in wanted:
        groups[f"{dots}_service"].append("SERVICE")
    blocks: defaultdict[int, list[str]] = defaultdict(list)
    for module in sorted(groups):
        line = f"from {module} import {', '.join(groups[module])}"
        blocks[2 if module.startswith(".") else module == "pydantic"].append(line)
    return Code("\n\n".join("\n".join(blocks[n]) for n in sorted(blocks)))
