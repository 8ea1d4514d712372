"""Compare the variables of paths, and how they make a job be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import (
    FactComparison,
    confidence_in,
    fact_edit_kind,
)
from clientwright.schema.keyword_edit import EditKind
from clientwright.specs.wire_facts import WireFacts

GENERATE = "Generate the client again."
"""What to do where calls or answers have another shape."""


def compare_job_name(fact: FactComparison) -> Iterator[Change]:
    """Compare what names a job: its request id alone, or with the id of its model."""
    before, after = (one.wire.needs_model_id for one in (fact.old_service, fact.new_service))
    if before != after:
        verdict = Compatibility.BREAKING if after else Compatibility.COMPATIBLE
        by = "its request id and the id of its model" if after else "its request id alone"
        found = Witness({"request_id": "…"}, "a path has a part of the model's id, too")
        message = f"A job is now named by {by}."
        yield fact.change(
            EditKind.CHANGED, verdict, message, found if after else None,
            advice="Keep the model's id beside each request id." if after else "",
        )  # fmt: skip


def compare_path_parts(fact: FactComparison) -> Iterator[Change]:
    """Compare the variables that stand for the first segments of a model id."""
    services = (fact.old_service, fact.new_service)
    old, new = (one.wire.path_parts for one in services)
    for name in dict.fromkeys([*old, *new]):
        part = fact.part(name)
        yield from confidence_in(f"the path part {name}")(part.part("sure"))
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        ids = [id for one in (before, after) if one for id in _sample_ids(one.after)]
        values = ((id, before and before.value(id), after and after.value(id)) for id in ids)
        differs = next(((id, was, now) for id, was, now in values if was != now), None)
        used = all(_uses(one.wire, name) for one in services)
        if differs is None or not used or not before or not after:
            message = f"The path part {name} is described in another way; calls are the same."
            if not (before and after):
                message = f"The path part {name} {'is new' if after else 'was removed'}; the paths that have it tell what changed."
            yield part.change(fact_edit_kind(before, after), Compatibility.UNCHANGED, message)
            continue
        id, was, now = differs
        message = f"{{{name}}} in paths is now {now} for {id}; before: {was}."
        found = Witness({"model_id": id, name: was}, f"the path has {now}")
        yield part.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)


def _sample_ids(after: Mapping[str, int]) -> list[str]:
    rest = "/".join(f"part-{n}" for n in range(2, 12))
    return [f"{first}/{rest}" for first in ("owner", *after)]


def _uses(wire: WireFacts, name: str) -> bool:
    return any(f"{{{name}}}" in one.path for one in wire.operations.values())
