"""The pydantic models, spelled by datamodel-code-generator.

The generator receives only numbers, and placeholders for the names of models, fields and types: it may
rename what has the name of something that it imports. No name, title, description, default or enum of a
document reaches it: our own template inserts those, as `Code`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.specs.python_identifiers import PyName

_DEFINITIONS = "#/$defs/"


@dataclass(slots=True)
class Placeholders:
    """What stands for the names of models and types in the generator's schema, by name."""

    by_name: dict[str, str] = field(default_factory=dict[str, str])

    def stand_in(self, kind: str, name: str) -> str:
        """Return the placeholder of a name."""
        return self.by_name.setdefault(name, f"{kind}{len(self.by_name)}")

    def names(self) -> dict[str, str]:
        """Return the names by placeholder."""
        return {placeholder: name for name, placeholder in self.by_name.items()}

    def schema(self, given: Any) -> Any:
        """Return a type's schema with placeholders for the names in it."""
        if isinstance(given, list):
            return [self.schema(one) for one in given]
        if not isinstance(given, Mapping):
            return given
        return {key: self._value(key, one) for key, one in cast(Mapping[str, Any], given).items()}

    def _value(self, key: str, value: Any) -> Any:
        if key == "$ref":
            return _DEFINITIONS + self.stand_in("Model", value.removeprefix(_DEFINITIONS))
        if key == "customTypePath":
            return "types." + self.stand_in("Type", value.removeprefix("types."))
        return self.schema(value)


def models_schema(models: Sequence[PlannedModel], placeholders: Placeholders) -> dict[str, Any]:
    """Return the schema for the generator; every field is required, so that each type is spelled bare."""
    schemas = {
        placeholders.stand_in("Model", model.name): _object_schema(model, placeholders)
        for model in models
    }
    return {"$defs": schemas, "$ref": f"{_DEFINITIONS}{[*schemas][-1]}"}


def render_models(
    models: Sequence[PlannedModel],
    bases: Mapping[PyName, Code],
    bodies: Mapping[PyName, Sequence[Code]],
    fill: Callable[..., Code],
) -> Code:
    """Return the classes of the models; `bases` and `bodies` are their bases and extra statements."""
    spelled = _spelled_types(models)
    return Code(
        "\n\n\n".join(_render_class(m, bases, bodies, spelled[m.name], fill) for m in models)
    )


def _spelled_types(models: Sequence[PlannedModel]) -> dict[str, list[Code]]:
    """Return the types of each model's fields.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    placeholders = Placeholders()
    schema = models_schema(models, placeholders)
    found = field_annotations(json.dumps(schema), [*schema["$defs"]][-1])
    planned = {key: list(one["properties"]) for key, one in schema["$defs"].items()}
    if planned != {key: list(fields) for key, fields in found.items()}:
        raise code.UnsafeCode("the model generator gave other models than were planned")
    names = placeholders.names()
    return {
        names[key]: [_with_names(one, names) for one in fields.values()]
        for key, fields in found.items()
    }


def _with_names(annotation: Code, names: Mapping[str, str]) -> Code:
    """Return an annotation with the names that its placeholders stand for."""
    tree = ast.parse(annotation, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return Code(ast.unparse(tree))


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
    spelled: Sequence[Code],
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
            {"name": code.name(f.name), "type": type, **_field_parts(f, documented)}
            for f, type in zip(model.fields, spelled, strict=True)
        ],
    )


def _object_schema(model: PlannedModel, placeholders: Placeholders) -> dict[str, Any]:
    fields = {
        f"field_{n}": placeholders.schema(one.type_schema) for n, one in enumerate(model.fields)
    }
    return {"type": "object", "properties": fields, "required": [*fields]}


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
