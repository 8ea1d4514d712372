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
from clientwright.sandbox.handlers import Handlers, OutputFiles
from clientwright.sandbox.http_responses import CallRefused, json_response
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.refusal_format import RefusalFormat
from clientwright.sandbox.refusal_reasons import Reason
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
    refusals = handlers.wire.refusals

    async def refuse_by_status(_: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        answer = refusals.uncoded(error.status_code, f"{error.detail}.", error.headers)
        return json_response(answer)

    app = Starlette(
        routes=[*_routes(handlers), *_output_routes(handlers)],
        middleware=[Middleware(SandboxMiddleware, refusals=refusals)],
        exception_handlers={CallRefused: _refusal_response, HTTPException: refuse_by_status},
    )
    app.router.redirect_slashes = False
    return app


def _routes(handlers: Handlers) -> list[Route]:
    does = {
        "submit": handlers.submit,
        "status": handlers.status,
        "result": handlers.result,
        "cancel": handlers.cancel,
    }
    routes = handlers.wire.routes()
    return [Route(path, does[name], methods=[method]) for name, method, path in routes]


def _output_routes(handlers: Handlers) -> list[Route]:
    if not handlers.serve_outputs:
        return []
    files = OutputFiles(handlers)
    return [Route(f"{OUTPUTS_PATH}/{{name}}", files.file, methods=["GET"])]


async def _refusal_response(_: Request, error: Exception) -> Response:
    if not isinstance(error, CallRefused):
        raise error
    return json_response(error.answer)


LOG = logging.getLogger("clientwright.sandbox")
_SLASH = re.compile("%2f", re.I)


class SandboxMiddleware:
    """Outermost layer of the application."""

    def __init__(self, app: ASGIApp, refusals: RefusalFormat) -> None:
        """Wrap `app`, whose crashes are refused like everything else."""
        self.app, self.refusals = app, refusals

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
                words = Reason.SERVER_ERROR.words
                crash = self.refusals.refusal(Reason.SERVER_ERROR, words=words)
                await json_response(crash)(inner, receive, noting)
        LOG.info("%s %s %s", scope["method"], _raw_path(scope), status[0] if status else "-")


def decode_path(scope: Scope) -> str:
    """Decode a path except for encoded slashes, which belong to a segment."""
    return unquote(_SLASH.sub("%252F", _raw_path(scope)))


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", "backslashreplace").partition("?")[0]
