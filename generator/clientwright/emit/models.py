"""The pydantic models, by datamodel-code-generator.

It receives a projection that holds nothing but checked names, numbers and the names
of runtime types: no title, description, default, enum or alias of a document ever
reaches it. Those are placed by our own template, as `Code`.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from clientwright.emit import code
from clientwright.emit.code import Code
from clientwright.emit.types import PlannedField, PlannedModel
from clientwright.spec.names import PyName

_TEMPLATES = Path(__file__).parent / "templates" / "models"


def projection(models: Sequence[PlannedModel]) -> dict[str, Any]:
    """Give the schema from which the generator works: every field required, so that each type is spelled bare."""
    return {
        "$defs": {model.name: _object(model) for model in models},
        "$ref": f"#/$defs/{models[-1].name}",
    }


def render(
    models: Sequence[PlannedModel],
    bases: Mapping[PyName, Code],
    bodies: Mapping[PyName, Sequence[Code]],
) -> Code:
    """Write the classes of the models; `bases` and `bodies` hold what is special to one of them."""
    from datamodel_code_generator import generate
    from datamodel_code_generator.enums import DataModelType, InputFileType
    from datamodel_code_generator.format import PythonVersion

    extra: dict[str, dict[str, Any]] = {
        str(model.name): {
            "written": {field.name: _field(field) for field in model.fields},
            "base": bases[model.name],
            "body": list(bodies.get(model.name, ())),
        }
        for model in models
    }
    text = generate(
        json.dumps(projection(models)),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        class_name=models[-1].name,
        custom_template_dir=_TEMPLATES,
        extra_template_data=defaultdict(dict, extra),
        formatters=[],
        use_annotated=True,
        field_constraints=True,
        keep_model_order=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    classes = dict(_classes(str(text)))
    if set(classes) != {model.name for model in models}:
        raise code.UnsafeCode("the model generator gave other classes than were planned")
    return Code("\n\n\n".join(classes[model.name] for model in models))


def _object(model: PlannedModel) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: dict(field.projection) for field in model.fields},
        "required": [field.name for field in model.fields],
    }


def _field(field: PlannedField) -> dict[str, Code]:
    """Write what surrounds a field's type: how it may be left out, its alias, its words."""
    alias = f"alias={code.literal(field.wire)}" if field.name != field.wire else ""
    default = "" if field.required else "default=None" if alias else "None"
    value = f"Field({', '.join(filter(None, (default, alias)))})" if alias else default
    wrap = (
        ("", " | None") if field.nullable else ("", "") if field.required else ("Omittable[", "]")
    )
    return {
        "before": Code(wrap[0]),
        "after": Code(wrap[1] + (f" = {value}" if value else "")),
        "doc": code.indented(code.docstring(field.doc), "    ") if field.doc else Code(""),
    }


def _classes(text: str) -> Iterator[tuple[str, str]]:
    """Cut the classes out of the generator's text."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            yield node.name, ast.get_source_segment(text, node) or ""
