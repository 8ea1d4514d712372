"""The tree of a package: a folder per segment of an id that others continue, a module per endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clientwright.specs.model import Specs
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
