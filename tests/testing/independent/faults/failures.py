"""Faults that answer 5xx to an input, good or bad."""

from __future__ import annotations

import json
from typing import Any

from testing.independent.documents import BOTH, IMAGE, TEXT, TEXT_ALONE
from testing.independent.faults.planting import (
    Fault,
    fail,
    fail_on_call,
    has_value,
    operation_of,
    text_of,
)
from testing.independent.faults.wrong_values import OF_IMAGE, OF_TEXT
from testing.independent.loopback import Call

KNOWN = BOTH | TEXT_ALONE


def _is_submit(call: Call) -> bool:
    return operation_of(call) == "submit"


def _repeats(body: bytes) -> bool:
    try:
        json.loads(body, object_pairs_hook=_pairs)
    except KeyError:
        return True
    except (ValueError, RecursionError):
        pass
    return False


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise KeyError
    return dict(pairs)


def _is_wrong_sum(asked: dict[str, Any]) -> bool:
    total = sum(one.get("duration", 5) for one in asked.get("multi_prompt", ()))
    return bool(total) and total > asked.get("duration", 5)


def _digits(body: bytes) -> list[bytes]:
    return body.translate(bytes(b if 48 <= b < 58 else 32 for b in range(256))).split()


FAILED = (
    Fault(
        "5xx on an unknown field",
        OF_TEXT + "open/unknown-field",
        fail(TEXT, lambda a: any(name not in KNOWN for name in a)),
    ),
    Fault(
        "5xx on a body that is no JSON type",
        OF_TEXT + "open/content-type",
        fail_on_call(lambda c: _is_submit(c) and "json" not in c.kind),
    ),
    Fault(
        "5xx on deep bodies",
        OF_TEXT + "open/deep-body",
        fail_on_call(lambda c: b"[" * 500 in c.body),
    ),
    Fault(
        "5xx on large bodies",
        OF_TEXT + "open/large-body",
        fail_on_call(lambda c: len(c.body) > 1_000_000),
    ),
    Fault(
        "5xx on a repeated key",
        OF_IMAGE + "open/duplicate-key",
        fail_on_call(lambda c: _repeats(c.body)),
    ),
    Fault(
        "5xx on a data: URI",
        OF_IMAGE + "open/start_image_url/data-uri",
        fail(IMAGE, lambda a: "data:" in a["start_image_url"]),
    ),
    Fault(
        "5xx on a missing prompt",
        OF_TEXT + "required-prompt",
        fail(TEXT, lambda a: "prompt" not in a),
    ),
    Fault(
        "5xx on a word as duration",
        OF_TEXT + "duration/type-text",
        fail(TEXT, has_value("duration", "text")),
    ),
    Fault(
        "5xx on null as segments",
        OF_IMAGE + "multi_prompt/type-null",
        fail(IMAGE, has_value("multi_prompt", None)),
    ),
    Fault(
        "5xx on a root that is no object",
        OF_TEXT + "body/root-array",
        fail_on_call(lambda c: c.body[:1] == b"["),
    ),
    Fault("5xx on no JSON", OF_IMAGE + "body/words", fail_on_call(lambda c: c.body[:1].isalpha())),
    Fault(
        "5xx on no body",
        OF_IMAGE + "body/empty",
        fail_on_call(lambda c: _is_submit(c) and not c.body),
    ),
    Fault(
        "5xx on bytes that are no UTF-8",
        OF_TEXT + "body/not-utf-8",
        fail_on_call(lambda c: b"\xff" in c.body),
    ),
    Fault(
        "5xx on wrong sums",
        OF_TEXT + "rules/0-sum-equals/too-high",
        fail(TEXT, _is_wrong_sum),
    ),
    Fault(
        "5xx on every third character beyond ASCII",
        OF_TEXT + "valid",
        fail(TEXT, lambda a: sum(not c.isascii() for c in text_of(a)) % 3 == 2),
    ),
    Fault(
        "502 on long prompts",
        OF_IMAGE + "valid",
        fail(IMAGE, lambda a: len(str(a.get("prompt"))) > 20, 502),
    ),
    Fault(
        "5xx on an empty prompt",
        OF_TEXT + "open/prompt/empty-string",
        fail(TEXT, has_value("prompt", "")),
    ),
    Fault(
        "5xx on an empty negative prompt",
        OF_IMAGE + "open/negative_prompt/empty-string",
        fail(IMAGE, has_value("negative_prompt", "")),
    ),
    Fault(
        "5xx on no segments", OF_TEXT + "multi_prompt/*", fail(TEXT, has_value("multi_prompt", []))
    ),
    Fault("5xx on no elements", OF_IMAGE + "elements/*", fail(IMAGE, has_value("elements", []))),
)
NEVER_5XX = (
    Fault(
        "5xx on an empty prompt of a segment",
        OF_TEXT + "never-5xx/empty-text",
        fail(TEXT, lambda a: any(one.get("prompt") == "" for one in a.get("multi_prompt", ()))),
    ),
    Fault(
        "5xx on no reference images",
        OF_IMAGE + "never-5xx/empty-array",
        fail(
            IMAGE,
            lambda a: any(one.get("reference_image_urls") == [] for one in a.get("elements", ())),
        ),
    ),
    Fault(
        "5xx on NUL", OF_TEXT + "never-5xx/nul", fail(TEXT, lambda a: "\\u0000" in json.dumps(a))
    ),
    Fault(
        "5xx on characters beyond U+FFFF",
        OF_TEXT + "never-5xx/beyond-u-ffff",
        fail(TEXT, lambda a: any(c > "\uffff" for c in text_of(a))),
    ),
    Fault(
        "5xx on half surrogates",
        OF_TEXT + "never-5xx/half-surrogate",
        fail(TEXT, lambda a: any("\ud800" <= c <= "\udfff" for c in text_of(a))),
    ),
    Fault(
        "5xx on 1e400",
        OF_TEXT + "never-5xx/1e400",
        fail_on_call(lambda c: b"1e400" in c.body.lower() or b"1e+400" in c.body.lower()),
    ),
    Fault(
        "5xx on whole numbers beyond 64 bits",
        OF_TEXT + "never-5xx/beyond-64-bits",
        fail_on_call(lambda c: any(len(d) > 19 for d in _digits(c.body))),
    ),
)
FAULTS = (*FAILED, *NEVER_5XX)
