"""The ASGI application: one route per operation of the service."""

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
from clientwright.sandbox.handlers import Handlers, path_prefix
from clientwright.sandbox.http_responses import CallRefused, json_response
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.job_timing import JobTiming
from clientwright.sandbox.middleware import SandboxMiddleware
from clientwright.sandbox.output_files import OutputFiles
from clientwright.sandbox.sample_output import OUTPUTS_PATH
from clientwright.specs.model import Specs


def create_app(
    specs: Specs,
    *,
    jobs: JobStore,
    pace: JobTiming,
    accounts: Accounts = ACCOUNTS,
    closed: bool = True,
    clock: Callable[[], float] = time.time,
    serve_outputs: bool = True,
) -> Starlette:
    """Return the application that serves the API of the specs.

    `closed` rejects input keys that no schema names (see `closed_schema`); `clock` returns
    seconds since the epoch, for tests that control time. Without `serve_outputs`, outputs are
    URLs like the provider's, for recordings.
    """
    handlers = Handlers(specs, jobs, pace, accounts, closed, clock, serve_outputs)
    app = Starlette(
        routes=[*_routes(specs, handlers), *_output_routes(handlers)],
        middleware=[Middleware(SandboxMiddleware)],
        exception_handlers={CallRefused: _refusal_response, HTTPException: _http_error_response},
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
    facts = specs.service.document["operations"]
    return [
        Route(
            path_prefix(specs.service) + _route_pattern(facts[name]["path"]),
            do,
            methods=[facts[name]["method"]],
        )
        for name, do in does.items()
    ]


def _output_routes(handlers: Handlers) -> list[Route]:
    if not handlers.serve_outputs:
        return []
    files = OutputFiles(handlers)
    return [Route(f"{OUTPUTS_PATH}/{{name}}", files.file, methods=["GET"])]


def _route_pattern(path: str) -> str:
    """Return a route in which a model id may contain slashes."""
    return path.replace("{model_id}", "{model_id:path}")


async def _refusal_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, CallRefused):
        raise error
    return json_response(error.status, error.body, error.headers)


async def _http_error_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return json_response(error.status_code, {"error_message": f"{error.detail}."}, error.headers)
