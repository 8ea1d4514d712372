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

WITH_PARAMETER = ("ListOutput", "RootOutput")
"""The bases whose parameter is the type of the only field."""


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
    documented = bool(model.base) or not model.has_identifiers  # else the `TypedDict` has the texts
    fields = [
        {"name": code.name(f.name), "type": type, **_field_parts(f, documented)}
        for f, type in zip(model.fields, spelled, strict=True)
    ]
    base = bases[model.name]
    if base in WITH_PARAMETER:
        base, fields = Code(f"{base}[{spelled[0]}]"), []
    body = list(bodies.get(model.name, ()))
    return fill("model.jinja", name=code.name(model.name), base=base, body=body, fields=fields)


def _field_parts(field: PlannedField, documented: bool) -> dict[str, Code]:
    """Return what surrounds a field's type: optionality, alias and, if wanted, docstring."""
    alias = f"alias={code.literal(field.wire)}" if field.name != field.wire else ""
    nothing = "MISSING" if field.documented else "None"
    default = "" if field.required else f"default={nothing}" if alias else nothing
    value = f"Field({', '.join(filter(None, (default, alias)))})" if alias else default
    omittable = "Documented[" if field.documented else "Omittable["
    wrap = ("", " | None") if field.nullable else ("", "") if field.required else (omittable, "]")
    return {
        "before": Code(wrap[0]),
        "after": Code(wrap[1] + (f" = {value}" if value else "")),
        "doc": code.indented(code.docstring(field.doc), "    ")
        if field.doc and documented
        else Code(""),
    }
