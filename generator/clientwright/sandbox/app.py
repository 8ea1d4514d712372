"""The application: one route for each operation of the service."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clientwright.sandbox.accounts import ACCOUNTS, Accounts
from clientwright.sandbox.answers import Refused, answer
from clientwright.sandbox.edge import Edge
from clientwright.sandbox.handlers import Handlers, prefix
from clientwright.sandbox.pace import Pace
from clientwright.sandbox.store import JobStore
from clientwright.specs.model import Specs


def create_app(
    specs: Specs,
    *,
    jobs: JobStore,
    pace: Pace,
    accounts: Accounts = ACCOUNTS,
    closed: bool = True,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """Make the application that serves the API of the specs.

    `closed` refuses input keys that no schema names (see `closing`); `clock` gives
    seconds since the epoch, for those who want to move time themselves.
    """
    handlers = Handlers(specs, jobs, pace, accounts, closed, clock)
    app = Starlette(
        routes=_routes(specs, handlers),
        middleware=[Middleware(Edge)],
        exception_handlers={Refused: _refused, HTTPException: _unknown},
    )
    app.router.redirect_slashes = False
    return app


def _routes(specs: Specs, handlers: Handlers) -> list[Route]:
    does = {
        "submit": handlers.submit,
        "status": handlers.status,
        "result": handlers.result,
        "cancel": handlers.cancel,
    }
    facts = specs.service.facts["operations"]
    return [
        Route(
            prefix(specs.service) + _pattern(facts[name]["path"]),
            do,
            methods=[facts[name]["method"]],
        )
        for name, do in does.items()
    ]


def _pattern(path: str) -> str:
    """Let a model id hold slashes: they stand in the path as they are."""
    return path.replace("{model_id}", "{model_id:path}")


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return answer(error.status, error.body, error.headers)


async def _unknown(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return answer(error.status_code, {"error_message": f"{error.detail}."}, error.headers)
