"""Render a plan to text. Templates contain no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clientwright.codegen import (
    arguments,
    code,
    pydantic_models,
    runtime_files,
)
from clientwright.codegen.code import Code
from clientwright.codegen.filled_templates import exported_names, fill, header
from clientwright.codegen.output_types import plan_output_types
from clientwright.codegen.package_plan import (
    PREFIX_MODULE,
    EndpointNode,
    PlannedEndpoint,
    PlannedPackage,
)
from clientwright.codegen.render_client import render_client, render_main, render_service
from clientwright.codegen.residual_schema import residual_code, share_descriptions
from clientwright.codegen.type_registry import PlannedModel, TypeRegistry
from clientwright.codegen.type_spelling import learn_spellings
from clientwright.rules.base import RuntimeCall
from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName
from clientwright.specs.python_paths import ENDPOINT_EXPORTS, PACKAGE_EXPORTS

PackageTree = dict[str, str]
"""Texts of a package's files, by path inside it (with `/`)."""

_ERRORS = "_runtime.errors"


def render_shared_files(package: PlannedPackage, http: str) -> PackageTree:
    """Render the files that endpoints share: client, folders, service, runtime."""
    service = package.service
    folders = [
        _folder(service, node, package.summaries) for node in package.tree.folders() if node.path
    ]
    return {
        **runtime_files.files(http),
        "__init__.py": _package(service, package.tree),
        "__main__.py": render_main(service),
        "_async_client.py": render_client(service, "Async"),
        "_client.py": render_client(service, ""),
        "_endpoints.py": _endpoints(service, package.tree),
        "_output.py": _output(service),
        "_service.py": render_service(service),
        "py.typed": "",
        **dict(folders),
    }


def learn_types(endpoints: Iterable[PlannedEndpoint]) -> None:
    """Have the types of all endpoints spelled in one run of the model generator."""
    registries = [types for one in endpoints for types in (one.types, one.output_types) if types]
    learn_spellings(
        form for types in registries for form in pydantic_models.field_types(types.models)
    )


def render_endpoint(service: Service, planned: PlannedEndpoint) -> tuple[str, str]:
    """Return the path and text of one endpoint's module."""
    types = planned.types
    body = fill(
        "endpoint_body.jinja",
        aliases=_aliases(types),
        models=_models(planned),
        outputs=_output_models(planned.output_types) if planned.output_types else Code(""),
        arguments=arguments.render_argument_types(types.models, fill),
        id=code.literal(str(planned.id)),
        facts=planned.facts,
        doc=arguments.request_doc(types.models[-1]),
    )
    words = "\n\n".join(filter(None, (planned.summary, planned.rule_words)))
    text = fill(
        "endpoint.py.jinja",
        doc=code.docstring(words),
        header=header(f"specs/{service.name}/{planned.id}.json"),
        imports=code.imports_for(body, "." * len(planned.module)),
        exports=exported_names(ENDPOINT_EXPORTS),
        body=body,
    )
    return "/".join(planned.module) + ".py", text


def _models(planned: PlannedEndpoint) -> Code:
    types = planned.types
    bases = {m.name: Code("ClosedInput" if m.name == "Input" else "Closed") for m in types.models}
    bodies = {m.name: list(_body(planned, m)) for m in types.models}
    return pydantic_models.render_models(types.models, bases, bodies, fill)


def _body(planned: PlannedEndpoint, model: PlannedModel) -> Iterator[Code]:
    """Yield a model's statements besides its fields: docstring, config, and the input's rules."""
    is_input = model.name == "Input"
    if is_input or not model.has_identifiers or not model.fields:
        text = f"The input of {planned.id}." if is_input else model.doc
        yield Code(code.indented(code.docstring(text), "    ") + "\n")
    if model.open:
        note = code.comment("`Input.rest` knows the fields") if model.shared else Code("")
        yield Code(f'model_config = ConfigDict(extra="allow")  {note}'.rstrip())
    if model.api_names:
        yield Code("api_names = True")
    if secrets := planned.secrets.get(model.pointer):
        yield Code(f"secrets = {code.literal(secrets)}")
    if is_input and planned.rule_calls:
        yield Code(f"rules = ({', '.join(map(_rule_call, planned.rule_calls))},)")
        sources = code.joined(map(code.literal, planned.rule_sources), ", ")
        yield Code(f"rule_sources = ({sources},)")
    if is_input and planned.described_fields:
        schemas = share_descriptions(planned.residual or {}, planned.described_fields)
        parts = [residual_code(one, planned.types.media_call) for one in schemas]
        yield Code(f"rest = KeywordsAndFields({code.joined(parts, ', ')})")
    elif is_input and planned.residual:
        rest = residual_code(planned.residual, planned.types.media_call)
        yield Code(f"rest = Keywords({rest})")


def _rule_call(rule: RuntimeCall) -> Code:
    """Return the call of a rule: what it must have by position, what it may have by name."""
    required = runtime_files.required_fields(code.runtime_module(rule.name), rule.name)
    by_position = [n for n, name in enumerate(rule.arguments) if required[n : n + 1] == (name,)]
    return code.call(PyName(rule.name), rule.arguments, len(by_position))


def _output_models(types: TypeRegistry) -> Code:
    bases = {m.name: Code(m.base) for m in types.models}
    bodies = {m.name: [*_output_body(m)] for m in types.models}
    models = pydantic_models.render_models(types.models, bases, bodies, fill)
    return Code(f"{_aliases(types)}\n\n\n{models}") if types.aliases else models


def _output_body(model: PlannedModel) -> Iterator[Code]:
    yield Code(code.indented(code.docstring(model.doc), "    ") + "\n")
    if model.prose:
        yield Code(f"prose = {code.literal(model.prose)}")


def _aliases(types: TypeRegistry) -> Code:
    return code.joined(Code(f"{name} = {meaning}") for name, meaning in types.aliases.items())


def _package(service: Service, root: EndpointNode) -> str:
    doc = (
        f"{service.title}: a typed client for its model endpoints, "
        f"sync ({service.title}) and async (Async{service.title})."
    )
    clients = {"_async_client": (f"Async{service.title}",), "_client": (service.title,)}
    errors = {
        _ERRORS: (
            *PACKAGE_EXPORTS[_ERRORS],
            *(["ResultExpired"] if service.wire.expired_at else ()),
        )
    }
    return fill(
        "folder.py.jinja",
        doc=code.docstring(doc),
        header=header(f"specs/{service.name}/"),
        **_lazy_imports({**clients, **PACKAGE_EXPORTS, **errors}, root, "."),
    )


def _lazy_imports(
    exports: Mapping[str, Iterable[str]], node: EndpointNode, dots: str
) -> dict[str, Any]:
    """Return a template's values for names that are imported on first use, and for the folders below."""
    modules = {name: module for module, names in exports.items() for name in names}
    modules |= {str(name): "" for name in sorted(node.children)}
    return {
        "dots": Code(dots),
        "children": [code.name(name) for name in sorted(node.children)],
        "exported": [
            {"module": Code(module), "names": code.joined(map(Code, sorted(names)), ", ")}
            for module, names in sorted(exports.items())
        ],
        "modules": code.literal(dict(sorted(modules.items()))),
        "exports": exported_names(modules),
    }


def _endpoints(service: Service, root: EndpointNode) -> str:
    modules = {str(id): ".".join(node.module) for id, node in root.endpoints().items()}
    return fill(
        "endpoints.py.jinja",
        doc=code.docstring(f"The endpoints of {service.title} by id."),
        header=header(f"specs/{service.name}/"),
        modules=code.literal(modules),
    )


def _output(service: Service) -> str:
    words = service.document.get("words", {}).get("en", {})
    types = plan_output_types(
        service.output,
        {at: w.get("description", "") for at, w in words.items()},
        file_url=service.wire.file_url,
        shared=True,
    )
    body = _output_models(types)
    return fill(
        "output.py.jinja",
        doc=code.docstring(
            f"The output of a finished job of {service.title}; unknown keys are kept."
        ),
        header=header(f"specs/{service.name}/service.json"),
        imports=code.imports_for(body, "."),
        models=body,
    )


def _folder(
    service: Service, node: EndpointNode, summaries: Mapping[ModelId, str]
) -> tuple[str, str]:
    where = "/".join(node.wire)
    below = f"The endpoints under {where}."
    doc = f"{summaries[node.id]}\n\n{below}" if node.id else below
    exports = {str(PREFIX_MODULE): ENDPOINT_EXPORTS} if node.id else {}
    text = fill(
        "folder.py.jinja",
        doc=code.docstring(doc),
        header=header(f"specs/{service.name}/{where}/"),
        **_lazy_imports(exports, node, "." * (len(node.path) + 1)),
    )
    return "/".join(node.path) + "/__init__.py", text
