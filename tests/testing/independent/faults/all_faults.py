"""All planted faults; one that no promise finds yet is named here, and its test must fail."""

from __future__ import annotations

from testing.independent.faults import (
    answers,
    bodies,
    cancels,
    errors,
    failures,
    jobs,
    refused_inputs,
    results,
    several_jobs,
    wrong_types,
    wrong_values,
)
from testing.independent.faults.planting import Fault

TABLES = (
    wrong_values,
    wrong_types,
    bodies,
    refused_inputs,
    failures,
    answers,
    results,
    jobs,
    cancels,
    several_jobs,
    errors,
)
FAULTS: tuple[Fault, ...] = tuple(fault for table in TABLES for fault in table.FAULTS)
NOT_YET_FOUND: tuple[str, ...] = (
    "ratio 4:3 taken",
    "null as a segment's length taken",
    "true as duration taken",
    "no segments refused",
    "no segments for an image refused",
    "no elements refused",
)
