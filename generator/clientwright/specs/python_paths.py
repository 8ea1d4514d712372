"""The path of an endpoint in a generated package, as Python names."""

from __future__ import annotations

from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName, module_name

ENDPOINT_EXPORTS = ("ENDPOINT", "Arguments", "Input", "Output", "request")
"""Names that the module of an endpoint exposes, and a folder that is an endpoint too."""


def python_path(service: Service, id: ModelId) -> tuple[PyName, ...]:
    """Return the names that lead from the package to an endpoint.

    A segment that would hide a name of the package, or of an endpoint, gets a trailing `_`.
    """
    names = [module_name(label) for label in service.segment_labels(id)]
    return tuple(
        PyName(f"{name}_") if name in _taken_names(service, n) else name
        for n, name in enumerate(names)
    )


def renamed_segments(service: Service, id: ModelId) -> tuple[tuple[str, PyName], ...]:
    """Return the segments of an id that got a trailing `_`, as wire path and Python name."""
    names = python_path(service, id)
    plain = [module_name(label) for label in service.segment_labels(id)]
    return tuple(
        ("/".join(id.segments[: n + 1]), name) for n, name in enumerate(names) if name != plain[n]
    )


def _taken_names(service: Service, depth: int) -> frozenset[str]:
    root = () if depth else (service.title, f"Async{service.title}")
    return frozenset((*ENDPOINT_EXPORTS, *root))
