"""A program that closes its event loop while a submit is on its way: `python abandoned_loop.py URL FILE`.

It leaves when it is told that the submit has arrived.
"""

from __future__ import annotations

import asyncio
import sys

from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo

if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    api = AsyncDemo(TOKEN, sys.argv[1], journal=sys.argv[2])

    async def leave() -> None:
        """Submit, and stop the loop once the answer is awaited."""
        submit = asyncio.ensure_future(api.submit(ENDPOINT.request({"prompt": "x"}), once="k"))
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.readline()
        assert not submit.done()
        loop.stop()

    left = loop.create_task(leave())
    loop.run_forever()
    loop.close()
    print("closed" if left.done() else "too early", flush=True)
