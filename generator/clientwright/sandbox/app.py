"""The ASGI application: one route per operation of the service.

The outermost layer sees to exact paths, one log line per call, and crashes answered as errors.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clientwright.sandbox.accounts import ACCOUNTS, Accounts
from clientwright.sandbox.handlers import Handlers, OutputFiles, path_prefix
from clientwright.sandbox.http_responses import CallRefused, crash_response, json_response
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.sample_output import OUTPUTS_PATH
from clientwright.sandbox.stored_job import JobTiming
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

    `closed` rejects input keys that no schema names (see `undescribed_fields`); `clock` returns
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
    paths = {name: path_prefix(specs.service) + facts[name]["path"] for name in does}
    # Last come ids that no request can have, empty or with slashes, so that their refusal has a code.
    patterns = [
        *((name, path.replace("{model_id}", "{model_id:path}")) for name, path in paths.items()),
        *((name, path.replace("_id}", "_id:path}")) for name, path in paths.items()),
    ]
    return [Route(path, does[name], methods=[facts[name]["method"]]) for name, path in patterns]


def _output_routes(handlers: Handlers) -> list[Route]:
    if not handlers.serve_outputs:
        return []
    files = OutputFiles(handlers)
    return [Route(f"{OUTPUTS_PATH}/{{name}}", files.file, methods=["GET"])]


async def _refusal_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, CallRefused):
        raise error
    return json_response(error.status, error.body, error.headers)


async def _http_error_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return json_response(error.status_code, {"error_message": f"{error.detail}."}, error.headers)


LOG = logging.getLogger("clientwright.sandbox")
_SLASH = re.compile("%2f", re.I)


class SandboxMiddleware:
    """Outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, whatever happens inside."""
        if scope["type"] != "http":
            return
        status: list[int] = []

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
            await send(message)

        inner = {**scope, "path": decode_path(scope)}
        try:
            await self.app(inner, receive, noting)
        except ClientDisconnect:
            LOG.debug("the caller left")
        except Exception:
            LOG.exception("the sandbox failed")
            if not status:
                await crash_response()(inner, receive, noting)
        LOG.info("%s %s %s", scope["method"], _raw_path(scope), status[0] if status else "-")


def decode_path(scope: Scope) -> str:
    """Decode a path except for encoded slashes, which belong to a segment."""
    return unquote(_SLASH.sub("%252F", _raw_path(scope)))


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", "backslashreplace").partition("?")[0]
