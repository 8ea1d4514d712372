"""The pydantic models: types spelled by datamodel-code-generator, in our own template.

The template inserts names, texts and values, as `Code`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.type_forms import TypeForm
from clientwright.codegen.type_registry import PlannedField, PlannedModel
from clientwright.codegen.type_spelling import spell_types
from clientwright.specs.python_identifiers import PyName


def render_models(
    models: Sequence[PlannedModel],
    bases: Mapping[PyName, Code],
    bodies: Mapping[PyName, Sequence[Code]],
    fill: Callable[..., Code],
) -> Code:
    """Return the classes of the models; `bases` and `bodies` are their bases and extra statements."""
    spelled = iter(spell_types([*field_types(models)]))
    return Code(
        "\n\n\n".join(
            _render_class(m, bases, bodies, [*islice(spelled, len(m.fields))], fill) for m in models
        )
    )


def field_types(models: Iterable[PlannedModel]) -> Iterator[TypeForm]:
    """Yield the form of the type of each field of some models."""
    return (field.type for model in models for field in model.fields)


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
