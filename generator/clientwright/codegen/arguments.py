"""The arguments of `submit` and `run`: one `TypedDict` per object, and their documentation."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Sequence
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.specs.python_identifiers import PyName

FillTemplate = Callable[..., Code]

_SUBMIT = "Submit a job, which may be billed; return its handle once the provider has accepted it."
_RUN = "Submit a job and wait for its result."
_RAISES = """
Raises:
    InvalidInput: the arguments break the schema or a rule; nothing was sent.
    SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
    ApiError: the provider refused the job."""
_RUN_ARGS = """
    timeout: seconds to wait for the result; None waits indefinitely.
    on_update: called with each new status of the job."""
_RUN_RAISES = """
    JobError: the job failed, was cancelled, or continues after the timeout."""


def render_argument_types(models: Sequence[PlannedModel], fill: FillTemplate) -> Code:
    """Return a `TypedDict` for each model; the outermost uses Python names, nested ones wire names."""
    return Code("\n\n\n".join(_typed_dict(model, fill) for model in models))


def submit_doc(model: PlannedModel) -> Code:
    """Return the docstring of `submit`, with the description of each argument."""
    return _method_docstring(f"{_SUBMIT}\n\nArgs:{_args_section(model)}\n{_RAISES}")


def run_doc(model: PlannedModel) -> Code:
    """Return the docstring of `run`."""
    return _method_docstring(
        f"{_RUN}\n\nArgs:{_RUN_ARGS}{_args_section(model)}\n{_RAISES}{_RUN_RAISES}"
    )


def _typed_dict(model: PlannedModel, fill: FillTemplate) -> Code:
    outermost = model.name == "Input"
    name = "Arguments" if outermost else f"{model.name}Arguments"
    keys = [str(f.name) if outermost else f.wire for f in model.fields]
    plain = all(
        key.isidentifier()
        and key.isascii()
        and not keyword.iskeyword(key)
        and not key.startswith("__")
        for key in keys
    )
    fields = [
        _argument_entry(field, key, plain) for field, key in zip(model.fields, keys, strict=True)
    ]
    doc = (
        "Arguments of `submit` and `run`."
        if outermost
        else f"`{model.name}` as a plain dictionary."
    )
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


def _method_docstring(text: str) -> Code:
    return code.indented(code.docstring(text, keep_indent=True), " " * 8)
