"""Faults in the answers to a single status, result or cancel: what lasts is an error at once, with the id."""

from __future__ import annotations

from runtime.byte_server import ServerAction, reply
from runtime.faults import lost_answers
from runtime.faults.fault import ID, SERVED, Answer, Fault, Located

VALUES = {"status": "Status", "result": "Success", "cancel": "Cancellation"}
REDIRECTS = (300, 301, 302, 303, 304, 305, 307, 308)
PLACES = {"same-origin": "{home}/requests/other/status", "other-origin": "{abroad}/steal"}
LASTING = {
    400: "RequestRefused",
    401: "AuthenticationError",
    402: "InsufficientBalance",
    403: "PermissionDenied",
    404: "NotFound",
    409: "RequestRefused",
    410: "RequestRefused",
    422: "InputRefused",
}


def redirect(code: int, place: str) -> Located:
    """Redirect to a place, which may name the server itself or another one."""

    def build(home: str, abroad: str) -> ServerAction:
        return reply(b"", code, f"Location: {place.format(home=home, abroad=abroad)}")

    return Located(build)


def once(operation: str, name: str, act: Answer) -> Fault:
    """Return a fault after which the operation is repeated, and answered."""
    script = {operation: (act, *SERVED[operation])}
    return Fault(f"{operation}-{name}-once", script, (VALUES[operation],), call=operation)


def always(operation: str, name: str, act: Answer, *got: str) -> Fault:
    """Return a fault that is an error at once."""
    return Fault(
        f"{operation}-{name}-always",
        {operation: (act,)},
        got,
        call=operation,
        check=lambda outcome: outcome.count(operation) == 1,
    )


FAULTS = [
    *(
        always(operation, f"{code}-{name}", redirect(code, place), "UnexpectedAnswer")
        for operation in VALUES
        for code in REDIRECTS
        for name, place in PLACES.items()
    ),
    *(
        always(operation, str(code), reply({"message": "no"}, code), kind)
        for operation in VALUES
        for code, kind in LASTING.items()
    ),
    *(
        once(operation, name, act)
        for operation in ("status", "cancel")
        for kind in ("BROKEN", "UNREADABLE", "SERVER_ERRORS")
        for name, act in getattr(lost_answers, kind).items()
    ),
    *(
        always(operation, name, act, "UnexpectedAnswer")
        for operation in VALUES
        for kind in ("OTHER_JSON", "OTHER_ENCODINGS", "TOO_MUCH")
        for name, act in getattr(lost_answers, kind).items()
    ),
    always("cancel", "no-outcome", reply({"request_id": ID}, 202), "UnexpectedAnswer"),
    always("cancel", "outcome-a-number", reply({"outcome": 1}, 202), "UnexpectedAnswer"),
    always(
        "cancel",
        "another-id",
        reply({"request_id": "x", "outcome": "cancelled"}),
        "UnexpectedAnswer",
    ),
    *(
        Fault(
            f"cancel-outcome-{word}",
            {"cancel": (reply({"outcome": word}, 202),)},
            ("Cancellation",),
            call="cancel",
            check=lambda outcome, word=word: outcome.got.cancelled == (word.lower() == "cancelled"),
        )
        for word in ("cancelled", "CANCELLED", "not_cancellable", "canceling", "")
    ),
]
