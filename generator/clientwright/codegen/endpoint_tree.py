"""The tree of attributes below a client: a folder per id segment, a module per endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clientwright.codegen.type_registry import segment_class_name
from clientwright.specs.model import Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName, module_name


@dataclass(slots=True)
class EndpointNode:
    """A node of the tree: a folder with children, or (with an `id`) an endpoint."""

    path: tuple[PyName, ...] = ()
    wire: tuple[str, ...] = ()
    label: str = ""
    id: ModelId | None = None
    children: dict[PyName, EndpointNode] = field(default_factory=dict["PyName", "EndpointNode"])

    @property
    def class_name(self) -> PyName:
        """Name of the class generated for this node."""
        return segment_class_name(self.label)

    def folders(self) -> Iterator[EndpointNode]:
        """Yield this folder and those below it, in order."""
        if self.id is None:
            yield self
            for _, child in sorted(self.children.items()):
                yield from child.folders()

    def leaves(self) -> Iterator[tuple[ModelId, tuple[PyName, ...]]]:
        """Yield every endpoint below with its path."""
        if self.id is not None:
            yield self.id, self.path
        for _, child in sorted(self.children.items()):
            yield from child.leaves()


def build_endpoint_tree(specs: Specs) -> EndpointNode:
    """Build the tree; an endpoint whose id is also a folder of others gets a `_` after its name."""
    ids = sorted(endpoint.id for endpoint in specs.endpoints)
    folders = {id.segments[:n] for id in ids for n in range(1, len(id.segments))}
    root = EndpointNode()
    for id in ids:
        node = root
        for n, label in enumerate(specs.service.segment_labels(id), 1):
            last = n == len(id.segments)
            name = module_name(label)
            if last and id.segments in folders:
                name = PyName(f"{name}_")
            child = EndpointNode((*node.path, name), id.segments[:n], label, id if last else None)
            node = node.children.setdefault(name, child)
    return root
