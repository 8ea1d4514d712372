"""Read a report from its JSON document."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from clientwright.problems import Location
from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange
from clientwright.testing.promises import (
    Effort,
    Finding,
    Note,
    Promise,
    PromiseGroup,
    Report,
    Target,
    Verdict,
    VerdictState,
)
from clientwright.testing.report.json_writer import FORMAT, VERSION


def read_report(data: Mapping[str, Any]) -> Report:
    """Return the report in a document.

    Raises:
        ValueError: it is of another format or version.
        KeyError: a part is missing.
    """
    if data.get("format") != FORMAT or data.get("version") not in (1, VERSION):
        raise ValueError(f"this is not a {FORMAT} of version 1 or {VERSION}")
    return Report(
        verdicts=tuple(_verdict(item) for item in data["verdicts"]),
        notes=tuple(_note(item) for item in data["notes"]),
        effort=Effort(**data["effort"]),
        subjects=tuple(data["subjects"]),
        interrupted=data["interrupted"],
        stopped=data.get("stopped", ""),
        submits=data["submits"],
    )


def _verdict(item: Mapping[str, Any]) -> Verdict:
    promise = Promise(
        item["promise"],
        PromiseGroup(item["group"]),
        item["sentence"],
        Location(**item["place"]),
        item["endpoint"],
        item["sure"],
    )
    finding = _finding(item["finding"]) if item["finding"] else None
    state = VerdictState(item["state"])
    return Verdict(promise, _target(item), state, item["reason"], item["examples"], finding)


def _note(item: Mapping[str, Any]) -> Note:
    return Note(item["question"], item["seen"], _target(item), item["endpoint"])


def _target(item: Mapping[str, Any]) -> Target:
    """Return the target, which version 1 called `judge`."""
    return Target(item["target"] if "target" in item else item["judge"])


def _finding(item: Mapping[str, Any]) -> Finding:
    exchanges = tuple(_exchange(one) for one in item["exchanges"])
    payload = _payload(item["payload"])
    known = (item["expected"], item["seen"], payload, exchanges, item["seed"])
    return Finding(*known, item.get("cause", ""))


def _exchange(item: Mapping[str, Any]) -> Exchange:
    known = {name: value for name, value in item.items() if name != "curl"}
    return Exchange(**{**known, "sent": _bytes(item["sent"])})


def _payload(item: Mapping[str, Any] | None) -> Any:
    if item is None:
        return MISSING
    if "json" in item:
        return item["json"]
    return json.loads(item["text"]) if "text" in item else _bytes(item)


def _bytes(item: Mapping[str, Any] | None) -> bytes | None:
    if item is None:
        return None
    if "ascii" in item:
        return str(item["ascii"]).encode("ascii")
    packed = base64.b64decode(item.get("base64") or item["zlib"])
    return zlib.decompress(packed) if "zlib" in item else packed
