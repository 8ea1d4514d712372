"""Faults in what is refused to whom, and with which code."""

from __future__ import annotations

from typing import Any

from testing.independent.documents import TEXT
from testing.independent.faults.planting import (
    Change,
    Fault,
    Plant,
    around,
    both,
    fail_on_call,
    life,
    operation_of,
    refusals,
)
from testing.independent.faults.wrong_values import OF_TEXT
from testing.independent.lenient import OUTPUT, Lenient
from testing.independent.loopback import Answer, Call

MODEL, TOKEN, ACCOUNT, REQUEST, INPUT = 400001, 400004, 403001, 404001, 422001
PAGE = b"<html><body>Not found</body></html>"


def _code(code: Any, status: int = 404) -> Change:
    return lambda value: Answer(status, value | {"code": code})


def _no_code(value: Any) -> Any:
    return {"message": value["message"]}


def _html(value: Any) -> Any:
    return Answer(404, PAGE, "text/html")


def _nothing(value: Any) -> Any:
    return Answer(404, b"")


def _knows_all(operation: str) -> Plant:
    """Answer about requests that are not there."""
    good = {
        "status": {"status": "in_queue"},
        "result": {"status": "succeeded", "output": OUTPUT},
        "cancel": {"status": "completed", "outcome": "not_cancellable"},
    }
    return refusals(operation, lambda _: Answer(200, good[operation]), REQUEST)


def _open_to(operation: str, *tokens: str) -> Plant:
    """Let callers with other tokens (or none) do what the first account may do."""

    def account(service: Lenient, account: Any, call: Call) -> Any:
        stranger = call.authorization not in service.accounts
        known = (
            any(token in call.authorization for token in tokens)
            if tokens
            else not call.authorization
        )
        return "mine" if stranger and known and operation_of(call) == operation else account(call)

    return around("account", account)


def _shares(operation: str) -> Plant:
    """Let each account do something with the requests of the others."""

    def perform(service: Lenient, perform: Any, call: Call) -> Any:
        name = call.path.strip("/").split("/")[1]
        owner = service.owners.get(name)
        asked, owned = operation_of(call), service.owners.copy()
        if owner is None or asked != operation or call.authorization not in service.accounts:
            return perform(call)
        service.owners[name] = service.accounts[call.authorization]
        try:
            return perform(call)
        finally:
            service.owners = owned

    return around("perform", perform)


def _cancels_and_refuses(service: Lenient, perform: Any, call: Call) -> Any:
    name = call.path.strip("/").split("/")[1]
    caller = service.accounts.get(call.authorization)
    if (operation_of(call), service.owners.get(name), caller) == ("cancel", "mine", "other"):
        service.cancel(name)
    return perform(call)


def _any_model(service: Lenient, submit: Any, model: str, *args: Any) -> Any:
    return submit(model if model in service.inputs else TEXT, *args)


ANYONE = "no-account"
STRANGERS = tuple(
    Fault(
        f"{operation} under {words} answered",
        f"errors/{name}/{operation}",
        _open_to(operation, *tokens),
    )
    for operation in ("submit", "status", "result", "cancel")
    for name, words, tokens in (
        ("wrong-token", "a wrong token", [ANYONE]),
        ("no-token", "no token", []),
    )
)
TOKENS = (
    Fault(
        "wrong token is no such request",
        "errors/wrong-token/status",
        refusals("status", _code(REQUEST), TOKEN),
    ),
    Fault(
        "wrong token is a bad model",
        "errors/wrong-token/submit",
        refusals("submit", _code(MODEL), TOKEN),
    ),
    Fault(
        "wrong token is another account",
        "errors/wrong-token/result",
        refusals("result", _code(ACCOUNT), TOKEN),
    ),
    Fault(
        "missing token is a wrong input",
        "errors/no-token/submit",
        refusals("submit", _code(INPUT, 422), TOKEN),
    ),
    Fault(
        "wrong token redirected",
        "errors/wrong-token/status",
        refusals("status", lambda v: Answer(302, v), TOKEN),
    ),
    Fault(
        "missing token fails", "errors/no-token/result", fail_on_call(lambda c: not c.authorization)
    ),
    Fault(
        "wrong token answered with a page",
        "errors/wrong-token/result",
        refusals("result", lambda _: Answer(200, PAGE, "text/html"), TOKEN),
    ),
)
ACCOUNTS = (
    Fault("status of another account answered", "errors/other-account/status", _shares("status")),
    Fault("result of another account answered", "errors/other-account/result", _shares("result")),
    Fault(
        "cancel of another account's request answered",
        "errors/other-account/cancel",
        _shares("cancel"),
    ),
    Fault(
        "cancel of another account's request done",
        "errors/other-account/cancel",
        both(life(*["in_queue"] * 30, "succeeded"), around("perform", _cancels_and_refuses)),
    ),
    Fault(
        "cancel of another account's request done while the job is young",
        "errors/other-account/cancel",
        both(life("in_queue", "in_progress", "succeeded"), around("perform", _cancels_and_refuses)),
    ),
    Fault(
        "another account's request is unknown",
        "errors/other-account/status",
        refusals("status", _code(REQUEST), ACCOUNT),
    ),
    Fault(
        "another account's request is a bad token",
        "errors/other-account/result",
        refusals("result", _code(TOKEN), ACCOUNT),
    ),
    Fault(
        "another account's request without a code",
        "errors/other-account/cancel",
        refusals("cancel", _no_code, ACCOUNT),
    ),
    Fault(
        "another account's request is a page",
        "errors/other-account/status",
        refusals("status", _html, ACCOUNT),
    ),
    Fault(
        "another account's request fails",
        "errors/other-account/result",
        refusals("result", lambda v: Answer(500, v), ACCOUNT),
    ),
)
REQUESTS = (
    Fault("status of no request answered", "errors/unknown-request/status", _knows_all("status")),
    Fault("result of no request answered", "errors/unknown-request/result", _knows_all("result")),
    Fault("cancel of no request answered", "errors/unknown-request/cancel", _knows_all("cancel")),
    Fault(
        "no request is no model",
        "errors/unknown-request/status",
        refusals("status", _code(MODEL), REQUEST),
    ),
    Fault(
        "no request is another account's",
        "errors/unknown-request/result",
        refusals("result", _code(ACCOUNT), REQUEST),
    ),
    Fault(
        "no request without a code",
        "errors/unknown-request/cancel",
        refusals("cancel", _no_code, REQUEST),
    ),
    Fault(
        "code of no request is 404",
        "errors/unknown-request/status",
        refusals("status", _code(404), REQUEST),
    ),
    Fault(
        "code of no request is a word",
        "errors/unknown-request/result",
        refusals("result", _code("not_found"), REQUEST),
    ),
    Fault(
        "no request is a page", "errors/unknown-request/status", refusals("status", _html, REQUEST)
    ),
    Fault(
        "no request is nothing",
        "errors/unknown-request/result",
        refusals("result", _nothing, REQUEST),
    ),
    Fault(
        "no request fails",
        "errors/unknown-request/cancel",
        refusals("cancel", lambda v: Answer(500, v), REQUEST),
    ),
    Fault(
        "no request is null",
        "errors/unknown-request/result",
        refusals("result", lambda _: Answer(200, None), REQUEST),
    ),
)
MODELS = (
    Fault("any model taken", "errors/unknown-model", around("submit", _any_model)),
    Fault(
        "no model is no request", "errors/unknown-model", refusals("submit", _code(REQUEST), MODEL)
    ),
    Fault(
        "no model is a wrong input",
        "errors/unknown-model",
        refusals("submit", _code(INPUT, 422), MODEL),
    ),
    Fault("no model without a code", "errors/unknown-model", refusals("submit", _no_code, MODEL)),
    Fault("no model is a page", "errors/unknown-model", refusals("submit", _html, MODEL)),
    Fault(
        "no model fails",
        "errors/unknown-model",
        refusals("submit", lambda v: Answer(500, v), MODEL),
    ),
)
INPUTS = (
    Fault(
        "wrong input answered with 200",
        OF_TEXT + "duration/maximum",
        refusals("submit", lambda v: Answer(200, {"ok": False}), INPUT),
    ),
    Fault(
        "wrong input redirected",
        OF_TEXT + "duration/minimum",
        refusals("submit", lambda v: Answer(302, v), INPUT),
    ),
    Fault(
        "wrong input fails",
        OF_TEXT + "prompt/type-whole",
        refusals("submit", lambda v: Answer(500, v), INPUT),
    ),
    Fault(
        "wrong input is a gateway error",
        OF_TEXT + "sound/type-null",
        refusals("submit", lambda v: Answer(502, PAGE, "text/html"), INPUT),
    ),
    Fault(
        "wrong input answered with nothing",
        OF_TEXT + "body/root-array",
        refusals("submit", lambda v: Answer(204, b"")),
    ),
    Fault(
        "wrong input answered with a page",
        OF_TEXT + "body/empty",
        refusals("submit", lambda v: Answer(200, PAGE, "text/html")),
    ),
    Fault(
        "refusal names another field",
        OF_TEXT + "duration/maximum",
        refusals(
            "submit", lambda v: {"detail": [{"loc": ["body", "prompt"], "msg": "too long"}]}, INPUT
        ),
    ),
)
FAULTS = (*STRANGERS, *TOKENS, *ACCOUNTS, *REQUESTS, *MODELS, *INPUTS)
