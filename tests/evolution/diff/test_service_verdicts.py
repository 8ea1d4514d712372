"""The verdicts on the shape of a service's calls and answers, and what their witnesses show."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clientwright.evolution.diff import Change, Compatibility, SpecDiff, diff_specs
from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.service_wire import ServiceWire, WireAnswer
from evolution.diff.made_up_facts import ONE_CALL, TWO_CALLS
from evolution.diff.support import FACTS, SERVICE, endpoint, only_change, specs, wrap_property

DOCUMENTS: dict[str, Any] = {"runcomfy": dict(FACTS), "two": TWO_CALLS, "one": ONE_CALL}
GONE = object()


def with_edit(document: Any, pointer: str, value: Any) -> Any:
    """Return a document with one value changed, added or (`GONE`) left out."""
    made = copy.deepcopy(document)
    *way, last = split_pointer(pointer)
    inner = made
    for token in way:
        inner = inner[int(token)] if isinstance(inner, list) else inner.setdefault(token, {})
    key = int(last) if isinstance(inner, list) else last
    if value is GONE:
        del inner[key]
    else:
        inner[key] = value
    return made


def edited(name: str, pointer: str, value: Any) -> SpecDiff:
    """Compare a service with its edited copy."""
    return diff_specs(
        specs(facts=DOCUMENTS[name]), specs(facts=with_edit(DOCUMENTS[name], pointer, value))
    )


CASES: list[tuple[str, str, Any, str, str]] = [
    ("runcomfy", "/package", "comfywright", "breaking", "package is now called comfywright"),
    ("two", "/auth/scheme", "Key", "breaking", "A token is now sent as"),
    ("two", "/auth/header", "X-Key", "breaking", "A token is now sent as"),
    ("two", "/path_parts/app_id/first", 3, "breaking", "is now owner/part-2/part-3"),
    ("two", "/path_parts/app_id/after/flows", 2, "breaking", "for flows/part-2"),
    ("two", "/path_parts/app_id/after/comfy", 3, "breaking", "for comfy/part-2"),
    ("two", "/path_parts/other", {"first": 1, "sure": "M"}, "none", "path part other is new"),
    ("two", "/operations/submit/method", "PUT", "breaking", "The operation submit is now"),
    ("two", "/operations/cancel", None, "breaking", "The operation cancel was removed"),
    ("one", "/operations/cancel", {"method": "PUT", "path": "/runs/{request_id}", "sure": "M"},
     "compatible", "The operation cancel is new"),
    ("one", "/operations/result", {"method": "GET", "path": "/r/{request_id}", "sure": "M"},
     "breaking", "asked for by itself"),
    ("two", "/operations/result", {"same_as": "status"}, "breaking", "is now the result, too"),
    ("two", "/operations/submit/input_at", "/input", "breaking", "is now /input; before: /job/input"),
    ("two", "/operations/submit/input_at", GONE, "breaking", "is now the whole body"),
    ("two", "/operations/submit/constants/~1job~1kind", "try", "breaking", "Each call now has"),
    ("two", "/operations/submit/constants/~1job~1kind", GONE, "warning", "no longer have"),
    ("two", "/operations/submit/query/wait", "yes", "breaking", "Each call now has"),
    ("two", "/operations/result/headers/X-New", "1", "breaking", "X-New"),
    ("two", "/operations/submit/input_checked", GONE, "warning", "in the answer to the submit now"),
    ("two", "/operations/submit/http", 202, "warning", "HTTP status 202; before: 201"),
    ("two", "/operations/status/http/waiting", 200, "warning", "200 (waiting)"),
    ("two", "/operations/result/cost_unit", "EUR", "breaking", "now counts EUR; before: units"),
    ("two", "/operations/result/cost_unit", GONE, "breaking", "now counts USD; before: units"),
    ("two", "/operations/result/cost_query", {"cost": "1"}, "warning", "before: by no query"),
    ("two", "/operations/submit/fields/request_id", "/id", "breaking", "is now /id; before: the header"),
    ("two", "/operations/submit/fields/status_url", "/x", "none", "Clients follow no links"),
    ("two", "/operations/result/fields/cost", "/price", "breaking", "`cost` in the answer to result"),
    ("two", "/operations/result/fields/cost", GONE, "warning", "no longer documented"),
    ("one", "/operations/status/fields/output", GONE, "breaking", "is now nowhere"),
    ("one", "/operations/status/fields/error", "/error", "compatible", "is new: it is /error"),
    ("runcomfy", "/error", {"code_at": ["/error_type"], "sure": "M"}, "breaking", "is now at /error_type"),
    ("two", "/error/code_at/1", GONE, "warning", "The code of an error is looked for"),
    ("two", "/error/code_in_success_at/0", "/oops", "breaking", "a code at /oops is an error now"),
    ("two", "/error/words_at/0", "/said", "none", "words of errors"),
    ("two", "/status/failed_at/0", "/oops", "breaking", "at /oops now shows"),
    ("two", "/status/failed_at/1", GONE, "warning", "no longer shows that a finished job"),
    ("two", "/status/values/PAUSED", "waiting", "breaking", "'PAUSED'"),
    ("two", "/status/values/DONE", "succeeded", "breaking", "now means succeeded; before: finished"),
    ("two", "/result/by", GONE, "breaking", "told by a word"),
    ("runcomfy", "/result/by", "http", "breaking", "told by the HTTP status"),
    ("two", "/result/own_answer/header", "X-Mine", "breaking", "X-Mine; before: X-Orchard-Own"),
    ("two", "/result/own_answer", GONE, "warning", "(none)"),
    ("runcomfy", "/cancel/outcomes", ["not_cancellable", "cancelled"], "breaking", "now means"),
    ("two", "/cancel/answers/1/means", "cancelled", "breaking", "now means cancelled; before: requested"),
    ("two", "/cancel/answers/1/word", "HEARD", "breaking", "HTTP 202 and the word 'HEARD'"),
    ("two", "/cancel/answers/2", GONE, "compatible", "no longer answered with HTTP 409"),
    ("runcomfy", "/cancel", {"by": "status", "cancellable": ["in_queue"], "sure": "M"},
     "breaking", "told by the status"),
    ("two", "/errors/0/is", "server", "breaking", "error code slow is now server"),
    ("two", "/errors/0/http", 500, "warning", "HTTP status 500 now; before: 504"),
    ("two", "/errors/2/is", "permission", "breaking", "error HTTP 402 is now permission"),
    ("two", "/errors/2", GONE, "compatible", "error HTTP 402 is no longer documented"),
    ("two", "/errors/0/code", "late", "warning", "error code late is new"),
    ("two", "/not_begun/1", GONE, "breaking", "may have begun work now"),
    ("two", "/expired_at/0", "/lost", "breaking", "at /lost now shows that the output"),
    ("two", "/expired_at", GONE, "warning", "at /gone no longer shows"),
    ("two", "/retention/result_seconds", 60, "breaking", "kept for 60 seconds now; before: 3600"),
    ("two", "/retention/result_seconds", 7200, "compatible", "kept for 7200"),
    ("two", "/retention", GONE, "warning", "unknown number"),
    ("two", "/output_file/url", "/link", "breaking", "its URL at /link now"),
    ("two", "/output_file", GONE, "warning", "no longer described as objects"),
    ("two", "/catalogue/url", "https://api.orchard.example/all", "none", "no caller sees it"),
    ("two", "/media/marks/keyword", "x-other", "none", "other marks"),
]  # fmt: skip


def told(found: SpecDiff, words: str) -> Change:
    """Return the change whose message has these words."""
    return next(one for one in found.changes if words in one.message)


@pytest.mark.parametrize(("name", "pointer", "value", "verdict", "words"), CASES)
def test_edited_shape_gets_its_verdict(
    name: str, pointer: str, value: Any, verdict: str, words: str
) -> None:
    """What a client of before cannot send or read breaks, with a witness; the rest is told for what it is."""
    change = told(edited(name, pointer, value), words)
    assert str(change.compatibility) == verdict
    assert (change.witness is not None) == (change.compatibility is Compatibility.BREAKING)
    assert change.pointer.startswith("/" + split_pointer(pointer)[0]), change.pointer


MOVED = [
    ("submit", "request_id", "/deep/id"),
    ("status", "status", "/now/state"),
    ("status", "code", "/e/0"),
]


@pytest.mark.parametrize(("operation", "key", "place"), MOVED)
def test_witness_of_a_moved_value_is_read_by_one_side_only(
    operation: str, key: str, place: str
) -> None:
    """The witness of a moved value is an answer in which the new side finds it, and the old side does not."""
    pointer = f"/operations/{operation}/fields/{key}"
    change = told(edited("two", pointer, place), "is now")
    assert change.witness is not None
    after = with_edit(TWO_CALLS, pointer, place)
    old, new = (ServiceWire.of(Service(facts, SERVICE.path)) for facts in (TWO_CALLS, after))
    answer = WireAnswer(200, change.witness.value)
    assert old.value(operation, key, answer) is MISSING
    assert new.value(operation, key, answer) == "…"


def test_witness_of_a_moved_input_is_the_old_body() -> None:
    """The witness of a moved input is a body in which only the old side finds it."""
    change = told(edited("two", "/operations/submit/input_at", "/input"), "is now")
    assert change.witness is not None
    assert resolve_pointer(change.witness.value, "/job/input") == {"prompt": "…"}
    assert "input" not in change.witness.value


def test_a_job_that_needs_its_model_id_breaks() -> None:
    """Where a path gets a part of the model's id, a request id alone no longer names a job."""
    after = with_edit(dict(FACTS), "/operations/status/path", "/{model_id}/r/{request_id}")
    found = diff_specs(specs(facts=dict(FACTS)), specs(facts=after))
    assert told(found, "named by its request id and the id of its model").witness is not None
    back = diff_specs(specs(facts=after), specs(facts=dict(FACTS)))
    assert told(back, "by its request id alone").compatibility is Compatibility.COMPATIBLE


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("", "1a", "version-added"), ("1a", "2b", "version-changed"), ("2b", "", "version-removed")],
)
def test_another_version_of_a_model_is_a_warning(old: str, new: str, kind: str) -> None:
    """Another version of a model is a change of its own, whose place is the version."""
    sides = [endpoint(wrap_property({"type": "integer"}), version=one) for one in (old, new)]
    change = only_change(diff_specs(specs(sides[0]), specs(sides[1])))
    assert (change.kind, change.compatibility) == (kind, Compatibility.WARNING)
    assert change.pointer == ("/version" if new else "")
    assert change.advice
