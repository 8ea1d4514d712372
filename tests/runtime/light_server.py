"""A light server of jobs in a process of its own, so that its work does not disturb the client's loop.

Each job is in progress at its first look and completed at the second. The server prints its port,
and answers `GET /counts` with how often each operation was called.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx

CALL = re.compile(
    r"(GET|POST) /v1/(models|requests)/(.+?)(?:/(status|result|cancel))?(?:\?\S*)? HTTP/1.1"
)


class LightServer:
    """The jobs, by how often each was looked at, and the number of calls."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def answer(self, head: str) -> dict[str, Any]:
        """Return the answer to a request."""
        found = CALL.match(head)
        if found is None:
            return {**self.calls, "most looks": max(self.looks.values(), default=0)}
        operation, id = found[4] or "submit", found[3]
        self.calls[operation] += 1
        if operation == "submit":
            return {"request_id": f"job-{self.calls['submit']}"}
        if operation == "status":
            self.looks[id] += 1
            word = "in_progress" if self.looks[id] == 1 else "completed"
            return {"request_id": id, "status": word}
        output = {"video": f"https://x.example/{id}"}
        return {"request_id": id, "status": "succeeded", "output": output}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                if length := re.search(r"(?i)\r\ncontent-length: (\d+)", head):
                    await reader.readexactly(int(length[1]))
                body = json.dumps(self.answer(head)).encode()
                start = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(start.encode() + body)
                await writer.drain()
        writer.close()


async def main() -> None:
    """Serve until the standard input ends."""
    server = await asyncio.start_server(LightServer().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


@contextlib.contextmanager
def light_server() -> Iterator[str]:
    """Run the server for the block; return its base URL."""
    command = [sys.executable, __file__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.stdin.close()


def counts(base_url: str) -> dict[str, int]:
    """Return how often each operation of a light server was called."""
    found: dict[str, int] = httpx.get(f"{base_url.removesuffix('/v1')}/counts").json()
    return found


if __name__ == "__main__":
    asyncio.run(main())
