"""The arguments of `request`: one `TypedDict` per object, and their documentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.specs.python_identifiers import PyName

FillTemplate = Callable[..., Code]

_SUMMARY = "Describe one job; nothing is sent."
_RAISES = """
Raises:
    InvalidInput: the arguments break the schema or a rule."""


def render_argument_types(models: Sequence[PlannedModel], fill: FillTemplate) -> Code:
    """Return a `TypedDict` for each model; the outermost uses Python names, nested ones wire names."""
    return Code("\n\n\n".join(_typed_dict(model, fill) for model in models))


def request_doc(model: PlannedModel) -> Code:
    """Return the docstring of `request`, with the description of each argument."""
    args = f"\n\nArgs:{_args_section(model)}\n" if model.fields else "\n"
    text = f"{_SUMMARY}{args}{_RAISES}"
    return code.indented(code.docstring(text, keep_indent=True), " " * 4)


def _typed_dict(model: PlannedModel, fill: FillTemplate) -> Code:
    """Return one `TypedDict` with the texts of its keys, which editors show where one is written."""
    outermost = model.name == "Input"
    name = "Arguments" if outermost else f"{model.name}Arguments"
    plain = model.has_identifiers
    fields = [
        _argument_entry(field, key, plain)
        for field, key in zip(model.fields, model.keys, strict=True)
    ]
    doc = "Arguments of `request`." if outermost else model.doc
    template = "arguments.jinja" if plain else "arguments_by_call.jinja"
    return fill(
        template,
        name=code.name(PyName(name)),
        text=code.literal(name),
        doc=code.docstring(doc),
        fields=fields,
    )


def _argument_entry(field: PlannedField, key: str, plain: bool) -> dict[str, Any]:
    return {
        "key": code.name(PyName(key)) if plain else Code(""),
        "text": code.literal(key),
        "type": Code(f"Required[{field.argument_type}]") if field.required else field.argument_type,
        "doc": code.indented(code.docstring(field.doc), "    ") if field.doc else Code(""),
    }


def _args_section(model: PlannedModel) -> str:
    return "".join(
        f"\n    {f.name}: {' '.join(f.doc.split()) or 'not documented.'}" for f in model.fields
    )
