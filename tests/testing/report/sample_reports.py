"""Sample reports, hand-made and by Hypothesis: every state, every kind of payload, hostile texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

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
from clientwright.testing.report.report_context import ReportContext, RerunSettings, RunOrigin

IMAGE = "kling/kling-3.0/standard/image-to-video"
TEXT = "kling/kling-3.0/standard/text-to-video"
SPEC = f"specs/runcomfy/{IMAGE}.json"
HOSTILE = "a\x00\x1b[31m\u202e\ud800<script>alert(1)</script>&'\"]]>\r\n\x85\ufffe{{ 7 }}"
SETTING = RerunSettings(
    "http://127.0.0.1:9000/v1",
    tokens={"mine": "RUNCOMFY_API_TOKEN", "other": "RUNCOMFY_OTHER_TOKEN"},
    command=("clientwright", "contract", "--server", "http://127.0.0.1:9000/v1"),
)


ORIGIN = RunOrigin(datetime(2026, 11, 28, 2, 5, tzinfo=UTC), "runcomfy 0123456789ab", "0.1.0")


def promise(id: str = "image-to-video/duration/minimum", endpoint: str = IMAGE) -> Promise:
    """Return a promise about a bound."""
    place = Location(SPEC, "/input/properties/duration", 44, 7)
    return Promise(id, PromiseGroup.REFUSES, "duration is at least 3.", place, endpoint)


def submit(sent: bytes = b'{"duration": 2}', text: str = '{"request_id": "r1"}') -> Exchange:
    """Return an accepted submit."""
    return Exchange("POST", f"/models/{IMAGE}", "mine", sent, 200, "application/json", text)


def finding(payload: Any = None, seed: int = 7) -> Finding:
    """Return a finding with one call."""
    shown = {"duration": 2} if payload is None else payload
    return Finding("The server refuses it.", "HTTP 200", shown, (submit(),), seed)


def verdict(
    state: VerdictState = VerdictState.PROVED,
    id: str = "image-to-video/duration/minimum",
    target: Target = Target.SERVER,
    reason: str = "",
    endpoint: str = IMAGE,
) -> Verdict:
    """Return a verdict; a broken one has a finding."""
    found = finding() if state is VerdictState.BROKEN else None
    return Verdict(promise(id, endpoint), target, state, reason, 20, found)


def tried_range(target: Target = Target.SERVER, wrong: int = 0) -> TriedRange:
    """Return the durations that a target was given."""
    points = (
        TriedPoint(2, 0, 5, wrong),
        TriedPoint(3, 20),
        TriedPoint(15, 7),
        TriedPoint(16, 0, 5),
    )
    known = ("duration", "/input/properties/duration", Quantity.VALUE, 3, 15)
    return TriedRange(IMAGE, target, *known, points=points)


MOVES = (
    StageMove(Target.SERVER, "", "waiting", MoveKind.DIRECT, 4),
    StageMove(Target.SERVER, "waiting", "running", MoveKind.DIRECT, 3),
    StageMove(Target.SERVER, "waiting", "cancelled", MoveKind.DIRECT),
    StageMove(Target.SERVER, "running", "succeeded", MoveKind.DIRECT, 3),
    StageMove(Target.SERVER, "waiting", "succeeded", MoveKind.SKIPPED, 1),
    StageMove(Target.SERVER, "running", "waiting", MoveKind.CONTRADICTION, 1),
)


def report() -> Report:
    """Return a report in which every state occurs."""
    sums = "6 segments of at least 3 add up to at least 18, more than 15"
    verdicts = (
        verdict(VerdictState.BROKEN),
        verdict(VerdictState.PROVED, target=Target.CLIENT),
        verdict(VerdictState.PROVED, "image-to-video/duration/maximum"),
        verdict(VerdictState.DOMINATED, "image-to-video/multi_prompt/maxItems", reason=sums),
        verdict(VerdictState.UNOBSERVABLE, "image-to-video/seed/enum", reason="nothing shows it"),
        verdict(VerdictState.PROVED, "text-to-video/duration/maximum", endpoint=TEXT),
        verdict(VerdictState.NOT_TRIED, "errors/other", reason="RUNCOMFY_OTHER_TOKEN", endpoint=""),
    )
    notes = (Note("Are unknown keys accepted?", "they are refused", Target.SERVER, IMAGE),)
    return Report(
        verdicts,
        notes,
        Effort(7, 20),
        ("http://127.0.0.1:9000/v1",),
        submits=140,
        ranges=(tried_range(wrong=1), tried_range(Target.CLIENT)),
        moves=MOVES,
    )


def report_context(run: Report | None = None, accepted: str = "") -> ReportContext:
    """Return a report to be written; `accepted` is why a baseline accepts the server's finding."""
    known = {("image-to-video/duration/minimum", Target.SERVER): accepted} if accepted else {}
    return ReportContext(run or report(), SETTING, known)


any_text = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(codec=None, categories=("Cs", "Cc", "Cf", "Zl", "L")), max_size=8),
    st.just(HOSTILE),
)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
any_bytes = st.binary(max_size=40) | st.just(b"[" * 5000) | st.just(b"")
exchanges = st.builds(
    Exchange,
    st.sampled_from(["GET", "POST"]),
    st.just("/requests/r-1/status"),
    st.sampled_from(["mine", "other", "wrong", "none"]),
    st.none() | any_bytes,
    st.integers(0, 599),
    any_text,
    any_text,
    any_text,
)
findings = st.builds(
    Finding,
    any_text,
    any_text,
    st.just(MISSING) | any_json | any_bytes,
    st.lists(exchanges, max_size=2).map(tuple),
    st.integers(0, 2**63),
)
_STEPS = "input rules properties items anyOf prefixItems $defs not 0 a minimum enum required operations submit"
pointers = st.lists(st.sampled_from(_STEPS.split()) | any_text, max_size=7).map(
    lambda tokens: "".join(f"/{one}" for one in tokens)
)
places = st.builds(Location, any_text, pointers, st.integers(0, 99), st.integers(0, 99))
promises = st.builds(
    Promise,
    any_text,
    st.sampled_from(PromiseGroup),
    any_text,
    places,
    st.sampled_from([IMAGE, TEXT, ""]) | any_text,
    st.sampled_from(["H", "M", "L"]),
)
_targets = st.sampled_from(Target)


def _verdict(args: tuple[Promise, Target, VerdictState, str, Finding]) -> Verdict:
    promise, target, state, reason, found = args
    return Verdict(
        promise, target, state, reason, 3, found if state is VerdictState.BROKEN else None
    )


verdicts = st.tuples(promises, _targets, st.sampled_from(VerdictState), any_text, findings).map(
    _verdict
)
numbers = (
    st.integers()
    | st.integers(-9, 9)
    | st.just(10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
)
_counts = st.integers(0, 9)
_points = st.lists(
    st.builds(TriedPoint, numbers, _counts, _counts, _counts),
    max_size=5,
    unique_by=lambda point: point.value,
).map(lambda points: tuple(sorted(points, key=lambda point: point.value)))
_bounds = st.none() | numbers
ranges = st.builds(
    TriedRange,
    st.sampled_from([IMAGE, TEXT]) | any_text,
    _targets,
    any_text,
    any_text,
    st.sampled_from(Quantity),
    _bounds,
    _bounds,
    st.booleans(),
    st.booleans(),
    _points,
    _counts,
)
_stages = any_text | st.sampled_from(["waiting", "running", "succeeded"])
moves = st.builds(StageMove, _targets, _stages, _stages, st.sampled_from(MoveKind), _counts)
reports = st.builds(
    Report,
    st.lists(verdicts, max_size=5).map(tuple),
    st.lists(st.builds(Note, any_text, any_text, _targets, any_text), max_size=2).map(tuple),
    st.builds(Effort, st.integers(0, 2**63), st.integers(1, 500), st.booleans(), st.booleans()),
    st.lists(any_text, max_size=2).map(tuple),
    st.booleans(),
    st.integers(0, 9999),
    st.just(""),
    st.lists(ranges, max_size=3).map(tuple),
    st.lists(moves, max_size=4).map(tuple),
)
