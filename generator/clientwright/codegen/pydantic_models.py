"""The pydantic models, spelled by datamodel-code-generator.

The generator receives only checked names, numbers and names of runtime types. No title,
description, default, enum or alias of a document reaches it: our own template inserts
those, as `Code`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.specs.python_identifiers import PyName


def models_schema(models: Sequence[PlannedModel]) -> dict[str, Any]:
    """Return the schema for the generator; every field is required, so that each type is spelled bare."""
    return {
        "$defs": {model.name: _object_schema(model) for model in models},
        "$ref": f"#/$defs/{models[-1].name}",
    }


def render_models(
    models: Sequence[PlannedModel],
    bases: Mapping[PyName, Code],
    bodies: Mapping[PyName, Sequence[Code]],
    fill: Callable[..., Code],
) -> Code:
    """Return the classes of the models; `bases` and `bodies` are their bases and extra statements."""
    spelled = field_annotations(json.dumps(models_schema(models)), str(models[-1].name))
    if {m.name: [f.name for f in m.fields] for m in models} != {
        k: list(v) for k, v in spelled.items()
    }:
        raise code.UnsafeCode("the model generator gave other models than were planned")
    return Code(
        "\n\n\n".join(_render_class(m, bases, bodies, spelled[m.name], fill) for m in models)
    )


@lru_cache(maxsize=1024)
def field_annotations(schema: str, outermost: str) -> Mapping[str, Mapping[str, Code]]:
    """Return the annotation of every field of every model, as the generator spells it.

    Endpoints of the same shape share one call, since texts and values are not part of it.
    """
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion

    text = str(
        generate(
            schema,
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            class_name=outermost,
            formatters=[],
            use_annotated=True,
            field_constraints=True,
            keep_model_order=True,
            use_standard_collections=True,
            use_union_operator=True,
        )
    )
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    return {node.name: dict(_annotated_fields(node)) for node in classes}


def _annotated_fields(node: ast.ClassDef) -> Iterator[tuple[str, Code]]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, Code(ast.unparse(line.annotation))


def _render_class(
    model: PlannedModel,
    bases: Mapping[PyName, Code],
    bodies: Mapping[PyName, Sequence[Code]],
    spelled: Mapping[str, Code],
    fill: Callable[..., Code],
) -> Code:
    is_output = bases[model.name].startswith("Open")
    documented = is_output or not model.has_identifiers  # else the `TypedDict` has the texts
    return fill(
        "model.jinja",
        name=code.name(model.name),
        base=bases[model.name],
        body=list(bodies.get(model.name, ())),
        fields=[
            {"name": code.name(f.name), "type": spelled[f.name], **_field_parts(f, documented)}
            for f in model.fields
        ],
    )


def _object_schema(model: PlannedModel) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: dict(field.type_schema) for field in model.fields},
        "required": [field.name for field in model.fields],
    }


def _field_parts(field: PlannedField, documented: bool) -> dict[str, Code]:
    """Return what surrounds a field's type: optionality, alias and, if wanted, docstring."""
    alias = f"alias={code.literal(field.wire)}" if field.name != field.wire else ""
    default = "" if field.required else "default=None" if alias else "None"
    value = f"Field({', '.join(filter(None, (default, alias)))})" if alias else default
    wrap = (
        ("", " | None") if field.nullable else ("", "") if field.required else ("Omittable[", "]")
    )
    return {
        "before": Code(wrap[0]),
        "after": Code(wrap[1] + (f" = {value}" if value else "")),
        "doc": code.indented(code.docstring(field.doc), "    ")
        if field.doc and documented
        else Code(""),
    }
