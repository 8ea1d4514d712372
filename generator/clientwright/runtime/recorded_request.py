"""An HTTP request that knows whether anybody asked for its body: what was not read was not sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .http import library as http


class _RecordedBody(http.ByteStream):
    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data, self.was_read = data, False

    def __iter__(self) -> Iterator[bytes]:
        self.was_read = True
        return super().__iter__()

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.was_read = True
        return super().__aiter__()


class RecordedRequest(http.Request):
    """A request with a body of known bytes; its headers are complete, none is added.

    `answer_so_far` is the status, the headers and what was read of the body of its answer.
    The hooks of a caller's client run before the library asks for `stream`; what they read does not
    count once it asks.
    """

    def __init__(
        self,
        method: str,
        url: http.URL,
        headers: http.Headers,
        body: bytes,
        extensions: Mapping[str, Any],
    ) -> None:
        self._body, self._handed_over = _RecordedBody(body), False
        self.answer_so_far: tuple[int, Mapping[str, str], bytearray] | None = None
        super().__init__(method, url, headers=headers, stream=self._body, extensions=extensions)

    @property
    def may_be_sent(self) -> bool:
        """Whether the body was read, or replaced by one that is not watched."""
        return self._body.was_read or self.stream is not self._body

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        self._body.was_read = True
        return self._body.data

    def read(self) -> bytes:
        """Return the bytes of the body."""
        return self.content

    async def aread(self) -> bytes:
        """Return the bytes of the body."""
        return self.content

    if not TYPE_CHECKING:

        @property
        def stream(self) -> object:
            """The body as the library sends it, or what a hook put in its place."""
            if not self._handed_over:
                self._handed_over, self._body.was_read = True, False
            return self._stream

        @stream.setter
        def stream(self, stream: object) -> None:
            self._stream = stream
