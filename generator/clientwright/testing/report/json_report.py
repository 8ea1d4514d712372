"""Write a report as JSON, and read it: the format `clientwright-contract-report` of docs/contract.md."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from clientwright.problems import Location
from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import (
    Effort,
    Finding,
    MoveKind,
    Note,
    Promise,
    PromiseGroup,
    Quantity,
    Report,
    StageMove,
    Target,
    TriedPoint,
    TriedRange,
    Verdict,
    VerdictState,
)
from clientwright.testing.report import curl, verdict_counts
from clientwright.testing.report.report_context import (
    ReportContext,
    RerunSettings,
    RunOrigin,
    finding_key,
)
from clientwright.testing.report.shared_faults import SharedFault

FORMAT = "clientwright-contract-report"
VERSION = 2
"""Version 1 called the target of a verdict `judge`."""
_PACKED_FROM = 4096


def report_document(context: ReportContext) -> dict[str, Any]:
    """Return a run as JSON data."""
    report = context.report
    return {
        "format": FORMAT,
        "version": VERSION,
        **_origin(context.origin),
        "subjects": list(report.subjects),
        "interrupted": report.interrupted,
        "stopped": report.stopped,
        "incomplete": None if report.is_complete else _early_end(report),
        "submits": report.submits,
        "effort": asdict(report.effort),
        "faults": [_fault(fault) for fault in context.shared_faults.values()],
        "summary": {
            str(state): n for state, n in verdict_counts.state_totals(report.verdicts).items()
        },
        "verdicts": [_verdict(verdict, context) for verdict in report.verdicts],
        "notes": [_note(note) for note in report.notes],
        "ranges": [asdict(one) for one in report.ranges],
        "moves": [asdict(one) for one in report.moves],
    }


def dumps(context: ReportContext) -> str:
    """Return a run as JSON text in ASCII, which any pipe can carry."""
    return json.dumps(report_document(context), indent=2, allow_nan=False) + "\n"


def _origin(origin: RunOrigin | None) -> dict[str, str | None]:
    """Return when and from what a report was made, as far as that is known."""
    return {
        "date": origin.date.strftime("%Y-%m-%dT%H:%M:%SZ") if origin else None,
        "clientwright": origin.version if origin else None,
        "specs": origin.specs if origin else None,
    }


def _early_end(report: Report) -> dict[str, Any]:
    """Return how much of a run was done when it ended early, and why."""
    return {
        "tried": report.tried,
        "planned": len(report.verdicts),
        "reason": report.stopped or "interrupted",
    }


def _verdict(verdict: Verdict, context: ReportContext) -> dict[str, Any]:
    promise, location = verdict.promise, verdict.promise.place
    return {
        "promise": promise.id,
        "target": str(verdict.target),
        "state": str(verdict.state),
        "reason": verdict.reason,
        "examples": verdict.examples,
        "accepted": context.accepted.get(finding_key(verdict)),
        "group": str(promise.group),
        "sentence": promise.sentence,
        "endpoint": promise.endpoint,
        "sure": promise.sure,
        "place": {
            "file": location.file,
            "pointer": location.pointer,
            "line": location.line,
            "column": location.column,
        },
        "finding": _finding(verdict, verdict.finding, context) if verdict.finding else None,
    }


def _fault(fault: SharedFault) -> dict[str, Any]:
    return {
        "target": str(fault.example.target),
        "cause": fault.cause,
        "trials": len(fault.verdicts),
        "promises": list(fault.promise_ids),
    }


def _finding(verdict: Verdict, finding: Finding, context: ReportContext) -> dict[str, Any]:
    return {
        "expected": finding.expected,
        "seen": finding.seen,
        "payload": _payload(finding.payload),
        "seed": finding.seed,
        "cause": finding.cause,
        "is_smallest": finding.is_smallest,
        "again": context.rerun.rerun_command(verdict, context.report),
        "exchanges": [_exchange(exchange, context.rerun) for exchange in finding.exchanges],
    }


def _exchange(exchange: Exchange, rerun: RerunSettings) -> dict[str, Any]:
    return {
        "method": exchange.method,
        "path": exchange.path,
        "who": exchange.who,
        "sent": None if exchange.sent is None else _bytes(exchange.sent),
        "sent_type": exchange.sent_type,
        "status": exchange.status,
        "content_type": exchange.content_type,
        "text": exchange.text,
        "failure": exchange.failure,
        **({"headers": dict(exchange.headers)} if exchange.headers else {}),
        "curl": curl.curl_command(exchange, rerun),
    }


def _note(note: Note) -> dict[str, str]:
    return {
        "question": note.question,
        "seen": note.seen,
        "target": str(note.target),
        "endpoint": note.endpoint,
    }


def _payload(payload: Any) -> dict[str, Any] | None:
    """Return a payload as `json`; as `text` if only Python reads it (NaN); or as bytes."""
    if payload is MISSING:
        return None
    if isinstance(payload, bytes):
        return _bytes(payload)
    try:
        json.dumps(payload, allow_nan=False)
    except ValueError:
        return {"text": json.dumps(payload)}
    return {"json": payload}


def _bytes(data: bytes) -> dict[str, Any]:
    """Return bytes as `ascii` if possible, else as `base64`; long ones are compressed with zlib first."""
    if len(data) > _PACKED_FROM:
        return {"zlib": base64.b64encode(zlib.compress(data, 9)).decode(), "bytes": len(data)}
    if data.isascii():
        return {"ascii": data.decode("ascii")}
    return {"base64": base64.b64encode(data).decode()}


def read_report(data: Mapping[str, Any]) -> Report:
    """Return the report in a document.

    Raises:
        ValueError: it is of another format or version.
        KeyError: a part is missing.
    """
    if data.get("format") != FORMAT or data.get("version") not in (1, VERSION):
        raise ValueError(f"this is not a {FORMAT} of version 1 or {VERSION}")
    return Report(
        verdicts=tuple(_read_verdict(item) for item in data["verdicts"]),
        notes=tuple(_read_note(item) for item in data["notes"]),
        effort=Effort(**data["effort"]),
        subjects=tuple(data["subjects"]),
        interrupted=data["interrupted"],
        stopped=data.get("stopped", ""),
        submits=data["submits"],
        ranges=tuple(_read_range(item) for item in data.get("ranges", ())),
        moves=tuple(_read_move(item) for item in data.get("moves", ())),
    )


def _read_verdict(item: Mapping[str, Any]) -> Verdict:
    promise = Promise(
        item["promise"],
        PromiseGroup(item["group"]),
        item["sentence"],
        Location(**item["place"]),
        item["endpoint"],
        item["sure"],
    )
    finding = _read_finding(item["finding"]) if item["finding"] else None
    state = VerdictState(item["state"])
    return Verdict(promise, _read_target(item), state, item["reason"], item["examples"], finding)


def _read_note(item: Mapping[str, Any]) -> Note:
    return Note(item["question"], item["seen"], _read_target(item), item["endpoint"])


def _read_range(item: Mapping[str, Any]) -> TriedRange:
    known = {name: item[name] for name in item if name not in ("target", "quantity", "points")}
    points = tuple(TriedPoint(**one) for one in item["points"])
    quantity = Quantity(item["quantity"])
    return TriedRange(target=_read_target(item), quantity=quantity, points=points, **known)


def _read_move(item: Mapping[str, Any]) -> StageMove:
    known = (item["before"], item["after"], MoveKind(item["kind"]), item["jobs"])
    return StageMove(_read_target(item), *known)


def _read_target(item: Mapping[str, Any]) -> Target:
    """Return the target, which version 1 called `judge`."""
    return Target(item["target"] if "target" in item else item["judge"])


def _read_finding(item: Mapping[str, Any]) -> Finding:
    exchanges = tuple(_read_exchange(one) for one in item["exchanges"])
    payload = _read_payload(item["payload"])
    known = (item["expected"], item["seen"], payload, exchanges, item["seed"])
    return Finding(*known, item.get("cause", ""), item.get("is_smallest", False))


def _read_exchange(item: Mapping[str, Any]) -> Exchange:
    known = {name: value for name, value in item.items() if name != "curl"}
    headers = tuple(item.get("headers", {}).items())
    return Exchange(**{**known, "sent": _read_bytes(item["sent"]), "headers": headers})


def _read_payload(item: Mapping[str, Any] | None) -> Any:
    if item is None:
        return MISSING
    if "json" in item:
        return item["json"]
    return json.loads(item["text"]) if "text" in item else _read_bytes(item)


def _read_bytes(item: Mapping[str, Any] | None) -> bytes | None:
    if item is None:
        return None
    if "ascii" in item:
        return str(item["ascii"]).encode("ascii")
    packed = base64.b64decode(item.get("base64") or item["zlib"])
    return zlib.decompress(packed) if "zlib" in item else packed
