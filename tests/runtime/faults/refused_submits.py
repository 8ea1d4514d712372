"""Clean refusals of a submit: with the provider's words it is refused for good, with a 429 it is repeated."""

from __future__ import annotations

import time
from email.utils import formatdate

from runtime.byte_server import ServerAction, late, reply
from runtime.faults.fault import ACCEPTED, ID, Answer, Fault, Outcome, Refusal, submit_fault
from runtime.faults.lost_answers import html

RETRY_AFTER = {
    "none": None,
    "0": "0",
    "1": "1",
    "one-and-a-half": "1.5",
    "negative": "-5",
    "nan": "NaN",
    "infinite": "inf",
    "empty": "",
    "junk": "soon",
    "with-unit": "1s",
    "two-values": "0, 1",
    "past-date": "Wed, 21 Oct 2015 07:28:00 GMT",
    "impossible-date": "Wed, 99 Oct 2015 07:28:00 GMT",
    "digits-of-another-script": "٣",
}
"""Forms of `Retry-After` after which a client with time left tries again."""
TOO_LONG = {"3600": 3600.0, "1e300": 1e300}
"""Forms of `Retry-After` beyond the client's time."""


def busy(after: str | None, status: int = 429, *more: str) -> ServerAction:
    """Refuse before any work began."""
    headers = () if after is None else (f"Retry-After: {after}",)
    return Refusal(reply({"message": "slow down"}, status, *headers, *more))


def busy_until(offset: float, clock: float) -> ServerAction:
    """Refuse with a date as `Retry-After`, by a clock that is wrong by some seconds."""
    now = time.time() + clock
    date = f"Date: {formatdate(now, usegmt=True)}"
    return busy(formatdate(now + offset, usegmt=True), 429, date)


def asks_for(seconds: float) -> object:
    """Return a check of the wait that the error passes on."""

    def check(outcome: Outcome) -> bool:
        return outcome.got.retry_after == seconds

    return check


def repeated(name: str, *answers: Answer, **more: object) -> Fault:
    """Return a fault after which the submit is repeated once, and accepted."""
    return submit_fault(name, *answers, **{"got": ("Job",), "id": ID, "posts": (2,), **more})


REFUSED_BY_STATUS = {
    400: "RequestRefused",
    401: "AuthenticationError",
    402: "InsufficientBalance",
    403: "PermissionDenied",
    404: "NotFound",
    405: "RequestRefused",
    409: "RequestRefused",
    410: "RequestRefused",
    413: "RequestRefused",
    415: "RequestRefused",
    422: "InputRefused",
    423: "RequestRefused",
    451: "RequestRefused",
}
REFUSED_BY_CODE = {
    400001: "NotFound",
    400002: "InsufficientBalance",
    400004: "AuthenticationError",
    403001: "PermissionDenied",
    404001: "NotFound",
}
WORDS = {
    "error_message": {"error_message": "no"},
    "message": {"message": "no"},
    "error": {"error": "no"},
    "detail": {"detail": "no"},
    "detail-list": {"detail": [{"loc": ["body", "prompt"], "msg": "no"}]},
    "error-object": {"error": {"message": "no"}},
}


def says_no(outcome: Outcome) -> bool:
    """Whether the error has the provider's words and status."""
    return "no" in outcome.got.message and outcome.got.http_status >= 200


REPEATED = [
    *(
        repeated(f"429-retry-after-{name}", busy(form), ACCEPTED)
        for name, form in RETRY_AFTER.items()
    ),
    repeated("429-retry-after-date", busy_until(1, 0), ACCEPTED),
    repeated("429-retry-after-date-clock-ahead", busy_until(1, 3600), ACCEPTED),
    repeated("429-retry-after-date-clock-behind", busy_until(1, -3600), ACCEPTED),
    repeated("429-html", Refusal(html(429)), ACCEPTED),
    repeated("429-empty", Refusal(reply(b"", 429)), ACCEPTED),
    repeated("429-thrice", *[busy("0")] * 3, ACCEPTED, posts=(4,)),
    repeated("503-of-the-provider", busy("0", 503), ACCEPTED),
    repeated("503-then-429", busy("0", 503), busy("0"), ACCEPTED, posts=(3,)),
    repeated("429-then-a-slow-answer", busy("1"), late(1.2, ACCEPTED), timeout=2.0),
    submit_fault("429-then-a-lost-answer", busy("0"), html(502), ACCEPTED, posts=(2,)),
    submit_fault("429-then-503-of-a-gateway", busy("0"), html(503), ACCEPTED, posts=(2,)),
    submit_fault(
        "429-then-balance",
        busy("0"),
        reply({"error_code": 400002}, 400),
        posts=(2,),
        got=("InsufficientBalance",),
    ),
    submit_fault("429-always", busy("0"), got=("RateLimited",), posts=range(1, 5), timeout=1.0),
    *(
        submit_fault(
            f"429-retry-after-{name}", busy(name), got=("RateLimited",), check=asks_for(seconds)
        )
        for name, seconds in TOO_LONG.items()
    ),
]
REFUSED = [
    *(
        submit_fault(
            f"{status}-with-words",
            reply({"message": "no"}, status),
            ACCEPTED,
            got=(kind,),
            check=says_no,
        )
        for status, kind in REFUSED_BY_STATUS.items()
    ),
    *(
        submit_fault(
            f"400-words-in-{name}",
            reply(body, 400),
            ACCEPTED,
            got=("RequestRefused",),
            check=says_no,
        )
        for name, body in WORDS.items()
    ),
    *(
        submit_fault(
            f"code-{code}-with-{status}{'-as-text' if isinstance(shown, str) else ''}",
            reply({"error_code": shown, "error_message": "no"}, status),
            ACCEPTED,
            got=(kind,),
            check=says_no,
        )
        for code, kind in REFUSED_BY_CODE.items()
        for status in (200, 400, 409, 500, 503)
        for shown in ((code, str(code)) if status == 400 else (code,))
    ),
]
FAULTS = [*REPEATED, *REFUSED]
