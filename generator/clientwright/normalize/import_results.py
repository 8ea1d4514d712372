"""What the steps of an import hand on; the readers of documents are not loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId


@dataclass(frozen=True, slots=True)
class ImportedEndpoints:
    """The endpoints without an error, and all repairs and problems."""

    endpoints: tuple[Endpoint, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedImport:
    """The endpoints to save, as they are with what people wrote; files of `broken` problems stay."""

    root: Path
    service: Service
    imported: ImportedEndpoints
    pages: Mapping[ModelId, tuple[NormalizedEndpoint, ...]]
    existing: Mapping[ModelId, Endpoint]
    broken: tuple[Problem, ...] = ()
    digests: Mapping[Path, str] = field(default_factory=dict[Path, str])
    """Hashes of the texts of the spec files that were read."""
