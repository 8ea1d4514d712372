"""Plan a package as data: names, order, paths and texts.

The tree of a package has a folder per segment of an id that others continue, and a module per
endpoint. The texts of docstrings are the spec's descriptions, bounds and rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.codegen.arguments import endpoint_arguments
from clientwright.codegen.code import Code
from clientwright.codegen.output_types import definition_names, plan_output_types
from clientwright.codegen.residual_schema import described_fields
from clientwright.codegen.schema_split import split_input
from clientwright.codegen.secret_paths import SecretPath, secret_paths
from clientwright.codegen.shapes import ObjectShape
from clientwright.codegen.type_registry import TypeRegistry
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.rules.base import RuntimeCall
from clientwright.rules.rule_source import describe_source
from clientwright.schema.describe import describe_constraints
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service, Specs, Words, find_text
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName
from clientwright.specs.python_paths import python_path

PREFIX_MODULE = PyName("_endpoint")
"""Module of an endpoint whose id is also the prefix of others, inside the folder of its name."""


@dataclass(slots=True)
class EndpointNode:
    """A node of the tree: a folder if it has children, an endpoint if it has an `id`, or both."""

    path: tuple[PyName, ...] = ()
    wire: tuple[str, ...] = ()
    id: ModelId | None = None
    children: dict[PyName, EndpointNode] = field(default_factory=dict["PyName", "EndpointNode"])

    @property
    def module(self) -> tuple[PyName, ...]:
        """Path of the endpoint's module in the package."""
        return (*self.path, PREFIX_MODULE) if self.children else self.path

    def nodes(self) -> Iterator[EndpointNode]:
        """Yield this node and those below it, in order."""
        yield self
        for _, child in sorted(self.children.items()):
            yield from child.nodes()

    def folders(self) -> Iterator[EndpointNode]:
        """Yield the nodes that are folders, this one first."""
        return (node for node in self.nodes() if node.children or not node.path)

    def endpoints(self) -> dict[ModelId, EndpointNode]:
        """Return the nodes that are endpoints, by id."""
        return {node.id: node for node in self.nodes() if node.id is not None}


def build_endpoint_tree(specs: Specs) -> EndpointNode:
    """Build the tree of a package's endpoints."""
    root = EndpointNode()
    for id in sorted(endpoint.id for endpoint in specs.endpoints):
        node = root
        for n, name in enumerate(python_path(specs.service, id), 1):
            child = EndpointNode((*node.path, name), id.segments[:n])
            node = node.children.setdefault(name, child)
        node.id = id
    return root


@dataclass(frozen=True, slots=True)
class PlannedEndpoint:
    """Everything that the template of one endpoint's module needs, as values.

    `rule_words` are sentences, and `rule_sources` what errors say of where each rule is from.
    `secrets` are the paths of secrets in the object at a pointer.
    """

    id: ModelId
    module: tuple[PyName, ...]
    types: TypeRegistry
    output_types: TypeRegistry | None
    residual: Schema | None
    described_fields: Schema | None
    rule_calls: tuple[RuntimeCall, ...]
    rule_words: str
    rule_sources: tuple[str, ...]
    facts: Code
    secrets: Mapping[str, tuple[SecretPath, ...]]
    summary: str


@dataclass(frozen=True, slots=True)
class PlannedPackage:
    """A package: its service, the endpoints to render, the whole tree, and a summary per endpoint."""

    service: Service
    endpoints: tuple[PlannedEndpoint, ...]
    tree: EndpointNode
    summaries: Mapping[ModelId, str]


def plan_package(specs: Specs, wanted: Collection[ModelId]) -> PlannedPackage:
    """Plan a package from linted specs, with the modules of the wanted endpoints only."""
    tree = build_endpoint_tree(specs)
    nodes = tree.endpoints()
    chosen = [endpoint for endpoint in specs.endpoints if endpoint.id in wanted]
    planned = tuple(
        plan_endpoint(specs.service, endpoint, nodes[endpoint.id].module) for endpoint in chosen
    )
    summaries = {endpoint.id: summary(endpoint) for endpoint in specs.endpoints}
    return PlannedPackage(specs.service, planned, tree, summaries)


def plan_endpoint(
    service: Service, endpoint: Endpoint, module: tuple[PyName, ...]
) -> PlannedEndpoint:
    """Plan one endpoint's module."""
    form = find_normal_form(endpoint.input)
    parts = split_input(form.schema)
    schemes = tuple(service.document["media"]["schemes"])
    types = TypeRegistry(
        field_docs(endpoint, form), schemes, _names(endpoint, form), definition_names(form)
    )
    if not isinstance(parts.shape, ObjectShape):
        raise TypeError(f"{endpoint.id}: lint accepts only objects")
    types.add_model(parts.shape, (), "", PyName("Input"))
    return PlannedEndpoint(
        id=endpoint.id,
        module=module,
        types=types,
        output_types=None
        if endpoint.output is None
        else plan_output_types(
            endpoint.output,
            _output_docs(endpoint, endpoint.output),
            types.taken_names,
            file_url=service.wire.file_url,
        ),
        residual=parts.residual,
        described_fields=described_fields(form.schema, parts.shape),
        rule_calls=tuple(rule.runtime_call(form.schema) for rule in endpoint.rules),
        rule_words=rule_sentences(endpoint),
        rule_sources=tuple(f"; the rule is {describe_source(rule)}" for rule in endpoint.rules),
        facts=endpoint_arguments(endpoint),
        secrets={
            **{one.pointer: secret_paths(form.schema, one.pointer) for one in types.models},
            "": secret_paths(endpoint.input),
        },
        summary=summary(endpoint),
    )


def _names(endpoint: Endpoint, form: NormalForm) -> dict[str, str]:
    """Return the Python names that the spec gives to properties, by pointer in the normal form."""
    return {
        at: endpoint.names[pointer]
        for at, written in form.written.items()
        for pointer in reversed((*written, at))
        if pointer in endpoint.names
    }


def field_docs(endpoint: Endpoint, form: NormalForm) -> dict[str, str]:
    """Return the text of every part of the input schema, by its pointer in the normal form."""
    return {
        pointer: _field_doc(endpoint, (*form.written.get(pointer, ()), pointer), sub)
        for pointer, sub in walk_schemas(form.schema)
    }


def _field_doc(endpoint: Endpoint, written: Sequence[str], schema: Mapping[str, Any]) -> str:
    """Return the first text that describes one of the places where a schema is written, and its bounds."""
    text = _first_text(endpoint.words, written)
    bounds = describe_constraints(schema)
    if not bounds:
        return text
    bounds = bounds[0].upper() + bounds[1:] + "."
    return (
        f"{text} {bounds}"
        if text.endswith((".", "。", "!", "?"))
        else f"{text}. {bounds}"
        if text
        else bounds
    )


def _output_docs(endpoint: Endpoint, output: Schema) -> dict[str, str]:
    """Return the texts of an endpoint's own output: by pointer in the normal form, and of its definitions."""
    form = find_normal_form(output)
    definitions = (join_pointer("", "$defs", name) for name in output.get("$defs", ()))
    found = {
        pointer: _first_text(endpoint.output_words, (*form.written.get(pointer, ()), pointer))
        for pointer in (*(at for at, _ in walk_schemas(form.schema)), *definitions)
    }
    return {pointer: text for pointer, text in found.items() if text}


def _first_text(words: Words, places: Sequence[str]) -> str:
    texts = (find_text(words, at, key, "en") for at in places for key in ("description", "title"))
    return next(filter(None, texts), "")


def summary(endpoint: Endpoint) -> str:
    """Return one line about an endpoint: its id and description."""
    text = endpoint.text("", "description") or endpoint.text("", "title")
    return f"{endpoint.id}: {text}" if text else f"{endpoint.id}."


def rule_sentences(endpoint: Endpoint) -> str:
    """Return the endpoint's rules, one a line, each with where it came from."""
    sources = map(describe_source, endpoint.rules)
    told = (source[0].upper() + source[1:] for source in sources)
    pairs = zip(endpoint.rules, told, strict=True)
    return "\n".join(f"{rule.sentence()} {source}." for rule, source in pairs)
