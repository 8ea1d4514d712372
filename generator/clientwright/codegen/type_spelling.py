"""Type annotations, spelled by datamodel-code-generator.

The generator is asked for each form of a type once, for all new forms in one run, and its answers are
kept in the user's cache folder.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from clientwright.codegen.code import Code, UnsafeCode
from clientwright.codegen.type_forms import (
    DEFINITIONS,
    FIRST_NUMBER,
    PLACEHOLDER,
    PLAIN,
    TypeForm,
)
from clientwright.io.cache import open_shared_cache

_OUTERMOST = "Outermost"
_MODEL = re.compile(r"\bModel\d+\b")
_ANY_MODEL = {"type": "object", "properties": {"field": {"type": "integer"}}, "required": ["field"]}

_SPELLED: dict[str, str] = {}
"""The spelling of each form, with its placeholders."""


def learn_spellings(forms: Iterable[TypeForm]) -> None:
    """Find the spellings of many forms at once; one that has none is an error only where it is needed."""
    with suppress(Exception):
        _learn(forms)


def spell_types(forms: Sequence[TypeForm]) -> list[Code]:
    """Return the annotation of each type, as the generator spells it.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    _learn(forms)
    return [form.fill(_SPELLED[form.schema]) for form in forms]


def _learn(wanted: Iterable[TypeForm]) -> None:
    """Find the spellings of forms: in the cache, or else by one run of the generator for all others."""
    forms = {form.schema: form for form in wanted if form.schema not in _SPELLED}
    if not forms:
        return
    cache = open_shared_cache("spelled", version("datamodel-code-generator"))
    cached = {form: cache.get(form) for form in forms}
    fresh = [form for form, spelled in cached.items() if not _may_be_spelling(forms[form], spelled)]
    found = dict(zip(fresh, _generated(fresh), strict=True)) if fresh else {}
    for form, spelled in found.items():
        cache.put(form, value=spelled)
    cache.save()
    _SPELLED.update({**cached, **found})


def _may_be_spelling(form: TypeForm, spelled: Any) -> bool:
    """Return whether a value of the cache has only placeholders of the form."""
    return isinstance(spelled, str) and form.meanings.keys() >= {*PLACEHOLDER.findall(spelled)}


def _generated(forms: Sequence[str]) -> list[str]:
    """Return the spellings of forms, by a run of the generator: the types of one model's fields.

    Every field is required, so that each type is spelled bare.

    Raises:
        UnsafeCode: the generator left out or renamed something.
    """
    fields = {f"field_{n}": json.loads(form) for n, form in enumerate(forms)}
    models = dict.fromkeys(sorted({*_MODEL.findall(" ".join(forms))}), _ANY_MODEL)
    outermost = {"type": "object", "properties": fields, "required": [*fields]}
    schema = {
        "$defs": {**models, _OUTERMOST: outermost},
        "$ref": f"{DEFINITIONS}{_OUTERMOST}",
    }
    found = field_annotations(json.dumps(schema), _OUTERMOST)
    planned = {**{name: ["field"] for name in models}, _OUTERMOST: [*fields]}
    if planned != {name: [*annotations] for name, annotations in found.items()}:
        raise UnsafeCode("the model generator gave other models than were planned")
    return [ast.unparse(_NumberPlaceholders().visit(one)) for one in found[_OUTERMOST].values()]


class _NumberPlaceholders(ast.NodeTransformer):
    """Puts names in the place of the numbers that stand for others."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Return the placeholder of a negative number."""
        inner = self.visit(node.operand)
        return inner if inner is not node.operand else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Return the placeholder of a positive number."""
        number = node.value
        if not isinstance(number, (int, float)) or not FIRST_NUMBER <= number < PLAIN:
            return node
        kind = "Integer" if isinstance(number, int) else "Float"
        return ast.Name(f"{kind}{int(number) - FIRST_NUMBER}")


def field_annotations(schema: str, outermost: str) -> Mapping[str, Mapping[str, ast.expr]]:
    """Return the annotation of every field of every model, as the generator spells it."""
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


def _annotated_fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, line.annotation
