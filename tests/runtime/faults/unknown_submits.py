"""Faults in the answer to a submit after which nobody knows whether a job was accepted."""

from __future__ import annotations

from runtime.byte_server import hang_up, late, reply, reset, send_and_close
from runtime.faults import lost_answers
from runtime.faults.fault import (
    ACCEPTED,
    ID,
    Located,
    Outcome,
    Refusal,
    submit_fault,
)

REDIRECTS = (301, 302, 303, 307, 308)


def redirect(code: int, place: str) -> Located:
    """Redirect to a place, which may name the server itself or another one."""

    def build(home: str, abroad: str) -> object:
        port = abroad.rpartition(":")[2].partition("/")[0]
        target = place.format(home=home, abroad=abroad, port=port)
        return reply(b"", code, *([f"Location: {target}"] if target else []))

    return Located(build)


PLACES = {
    "same-origin": "{home}/models/other",
    "other-origin": "{abroad}/models/other",
}
ODD_PLACES = {
    "path": "/v1/models/other",
    "other-origin-without-scheme": "//127.0.0.1:{port}/steal",
    "tls-at-other-origin": "https://127.0.0.1:{port}/steal",
    "other-name-of-this-machine": "http://localhost:{port}/steal",
    "with-credentials": "http://a:b@127.0.0.1:{port}/steal",
    "no-url": "http://[",
    "empty": " ",
    "missing": "",
}


def kept_body(outcome: Outcome) -> bool:
    """Whether the error keeps the answer's body and status."""
    return outcome.got.body is not None and outcome.got.http_status is not None


LOST = [
    submit_fault("accept-then-close", ACCEPTED, on_connect=hang_up),
    submit_fault(
        "accept-then-reset",
        ACCEPTED,
        on_connect=reset(),
        posts=range(1, 6),  # while it connects, a client may notice, and try again
        got=("SubmitUnknown", "TransportError"),
        timeout=1.0,
    ),
    submit_fault(
        "answer-before-the-request",
        ACCEPTED,
        on_connect=send_and_close(b"HTTP/1.0 408 Request Time-out\r\n\r\n"),
        posts=range(1, 6),
        got=("SubmitUnknown", "TransportError"),
        timeout=1.0,
    ),
    *(
        submit_fault(name, act, id=ID if name in lost_answers.WITH_AN_ID else None)
        for name, act in lost_answers.BROKEN.items()
    ),
    *(
        submit_fault(name, act, check=kept_body, id=ID if name in lost_answers.WITH_AN_ID else None)
        for kind in ("UNREADABLE", "SERVER_ERRORS", "OTHER_JSON", "OTHER_ENCODINGS", "TOO_MUCH")
        for name, act in getattr(lost_answers, kind).items()
    ),
    *(submit_fault(name, act, timeout=1.0) for name, act in lost_answers.SLOW.items()),
    submit_fault("answer-after-the-timeout", late(2.0, ACCEPTED), timeout=1.0),
    *(
        submit_fault(f"{code}-{name}", redirect(code, place), ACCEPTED)
        for code in REDIRECTS
        for name, place in PLACES.items()
    ),
    *(
        submit_fault(f"{code}-{name}", redirect(code, place), ACCEPTED)
        for code in (302, 307)
        for name, place in ODD_PLACES.items()
    ),
    *(submit_fault(f"{code}", redirect(code, "{abroad}/x"), ACCEPTED) for code in (300, 304, 305)),
]
FINE = [
    submit_fault(f"fine-{name}", act, got=("Success",), id=ID, call="wait")
    for name, act in lost_answers.FINE.items()
]
ALWAYS_BUSY = Refusal(reply({"message": "slow down"}, 429))
REFUSED_FOR_EVER = [
    submit_fault(
        "stress-503-of-a-gateway-always",
        lost_answers.html(503),
        timeout=60.0,
        stress=True,
    ),
    submit_fault(
        "stress-429-always",
        ALWAYS_BUSY,
        got=("RateLimited",),
        posts=(5,),
        timeout=60.0,
        stress=True,
    ),
    submit_fault("stress-gzip-bomb", lost_answers.bomb(256), check=kept_body, stress=True),
]
FAULTS = [*LOST, *FINE, *REFUSED_FOR_EVER]
