"""A server that answers the three calls from memory, so that only the clients are measured."""

from __future__ import annotations

import asyncio
import json
import re

ANSWERS = {
    b"POST": {"request_id": "r1", "status_url": "", "result_url": "", "cancel_url": ""},
    b"status": {"request_id": "r1", "status": "completed"},
    b"result": {
        "request_id": "r1",
        "status": "succeeded",
        "output": {"video": "https://a.runcomfy.net/v.mp4"},
    },
}
BODIES = {key: json.dumps(answer).encode() for key, answer in ANSWERS.items()}
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests on one connection until it closes."""
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return writer.close()
        length = LENGTH.search(head)
        if length:
            await reader.readexactly(int(length[1]))
        line = head.split(b"\r\n", 1)[0].split()
        body = BODIES[b"POST" if line[0] == b"POST" else line[1].rsplit(b"/", 1)[1]]
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            % len(body)
            + body
        )


async def main() -> None:
    """Serve on a free port, and print the port."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
