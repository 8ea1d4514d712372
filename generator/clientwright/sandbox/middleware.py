"""Outermost ASGI layer: exact paths, one log line per call, crashes answered as errors."""

from __future__ import annotations

import logging
import re
from urllib.parse import unquote

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clientwright.sandbox import http_responses

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
                await http_responses.crash_response()(inner, receive, noting)
        LOG.info("%s %s %s", scope["method"], _raw_path(scope), status[0] if status else "-")


def decode_path(scope: Scope) -> str:
    """Decode a path except for encoded slashes, which belong to a segment."""
    return unquote(_SLASH.sub("%252F", _raw_path(scope)))


def _raw_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("ascii", "backslashreplace").partition("?")[0]
