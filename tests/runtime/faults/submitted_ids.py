"""Request ids of every look and in every place: used where they can be, kept where they cannot."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from runtime.byte_server import ServerAction, reply
from runtime.faults.fault import ACCEPTED, ID, Fault, Located, Outcome, Refusal, submit_fault
from runtime.faults.lost_answers import html

USABLE: dict[str, Any] = {
    "number": 12345,
    "number-beyond-64-bits": 10**30,
    "digits": "12345",
    "uuid": "8c1f5b0e-6a3e-4f0e-9d5e-1f2a3b4c5d6e",
    "one-character": "a",
    "200-characters": "a" * 200,
    "512-characters": "a" * 512,
    "colon-and-dot": "run:2026.11-7",
    "slash-colon-umlaut-dot": "req/1:é.x",
    "only-slash": "/",
    "climbing": "../../models/x",
    "dots-inside": "a..b",
    "query": "a?b=c",
    "fragment": "a#b",
    "percent": "100%",
    "percent-encoded-slash": "a%2Fb",
    "percent-encoded-dots": "%2e%2e",
    "space": "a b",
    "spaces-around": " a ",
    "plus-and-ampersand": "a+b&c=d",
    "semicolon": "a;b",
    "backslash": "a\\b",
    "braces": "{request_id}",
    "quotes": '"a\'b"',
    "url": "https://elsewhere.example/x",
    "at": "user@host",
    "emoji": "job-🐈",
    "japanese": "仕事",
    "base64": "aGVsbG8=+/",
}
UNUSABLE: dict[str, Any] = {
    "empty": "",
    "dot": ".",
    "two-dots": "..",
    "513-characters": "a" * 513,
    "100-kb": "a" * 100_000,
    "line-break": "a\nb",
    "header-injection": "a\r\nX: b",
    "null-character": "a\x00b",
    "escape-sequence": "\x1b[31ma",
    "tab": "a\tb",
    "lone-surrogate": "\ud800",
    "zero-width": "a\u200bb",
    "right-to-left-override": "a\u202eb",
    "null": None,
    "true": True,
    "false": False,
    "fraction": 1.5,
    "list": ["job-1"],
    "object": {"id": "job-1"},
}
CODES_OF_LETTER_H = {
    400001: "NotFound",
    400002: "InsufficientBalance",
    400004: "AuthenticationError",
    403001: "PermissionDenied",
    404001: "NotFound",
}


def followed(name: str, raw: object) -> Fault:
    """Return a job with this id whose reads must be one segment of the path each."""
    id = str(raw)
    segment = quote(id, safe="")

    def check(outcome: Outcome) -> bool:
        return outcome.lines("status") == [f"GET /v1/requests/{segment}/status HTTP/1.1"] and (
            outcome.lines("result") == [f"GET /v1/requests/{segment}/result HTTP/1.1"]
        )

    about = {"request_id": raw, "output": {"video": "https://x/v.mp4"}}
    return Fault(
        f"id-{name}",
        {
            "submit": (reply({"request_id": raw}),),
            "status": (reply({**about, "status": "completed"}),),
            "result": (reply({**about, "status": "succeeded"}),),
        },
        ("Success",),
        id,
        "wait",
        check=check,
    )


def kept_in_body(outcome: Outcome) -> bool:
    """Whether the answer is on the error."""
    return outcome.got.body is not None


def named(name: str, act: ServerAction | Located, *got: str, **more: Any) -> Fault:
    """Return a fault whose answer tells an id that must be on the error, and in its text."""

    def check(outcome: Outcome) -> bool:
        return ID in str(outcome.got)

    return submit_fault(
        f"id-beside-{name}",
        act,
        ACCEPTED,
        got=got or ("SubmitUnknown",),
        id=ID,
        check=check,
        **more,
    )


BESIDE_AN_ERROR = [
    *(
        named(f"{status}", reply({"request_id": ID, "message": "no"}, status))
        for status in (400, 401, 402, 403, 404, 408, 409, 422, 500, 501, 502, 503, 504, 520)
    ),
    *(
        named(f"redirect-{status}", reply({"request_id": ID}, status, "Location: /v1/x"))
        for status in (301, 302, 303, 307, 308)
    ),
    *(
        named(
            f"code-{code}-with-{status}",
            reply({"request_id": ID, "error_code": code}, status),
            kind,
        )
        for code, kind in CODES_OF_LETTER_H.items()
        for status in (200, 400, 500)
    ),
    *(
        named(f"error-code-{name}", reply({"request_id": ID, "error_code": code}))
        for name, code in (("ok", "OK"), ("success", "SUCCESS"), ("500001", 500001), ("777", 777))
    ),
    named("429", Refusal(reply({"request_id": ID}, 429, "Retry-After: 0")), "RateLimited"),
    named(
        "503-of-the-provider",
        Refusal(reply({"request_id": ID, "message": "busy"}, 503, "Retry-After: 0")),
        "ServerError",
    ),
    named("409-as-number", reply({"request_id": ID, "code": 409001, "message": "no"}, 409)),
]
NESTED = [
    named(f"nothing-but-{key}", reply({key: {"request_id": ID}})) for key in ("data", "result")
] + [
    named("list", reply([{"request_id": ID}])),
    named("data-of-data", reply({"data": {"data": [{"request_id": ID}]}})),
    named("data-with-500", reply({"data": {"request_id": ID}}, 500)),
    named("data-with-null", reply({"request_id": None, "data": {"request_id": ID}})),
]
DUPLICATE = submit_fault(
    "id-twice",
    reply(b'{"request_id": "job-0", "request_id": "job-1"}'),
    got=("Success",),
    id=ID,
    call="wait",
)
UNUSED_PLACES = [
    submit_fault(f"id-under-{key}", reply({key: ID}), check=kept_in_body)
    for key in ("id", "requestId", "job_id", "Request_Id")
] + [submit_fault("id-in-html", html(200), check=kept_in_body)]
FAULTS = [
    *(followed(name, raw) for name, raw in USABLE.items()),
    *(
        submit_fault(f"id-unusable-{name}", reply({"request_id": raw}), check=kept_in_body)
        for name, raw in UNUSABLE.items()
    ),
    *BESIDE_AN_ERROR,
    *NESTED,
    DUPLICATE,
    *UNUSED_PLACES,
]
