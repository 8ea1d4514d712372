"""Submit two jobs at the same time with the async client, and print both videos.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service runcomfy --speed 10`. Then run:

    export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1 RUNCOMFY_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/async.py
"""

import asyncio

from runcomfy import AsyncRunComfy, kling

text_to_video = kling.kling_3_0.standard.text_to_video
requests = [text_to_video.request(prompt=f"A lighthouse at {time}") for time in ("dawn", "dusk")]


async def main() -> None:
    """Run the jobs; each of them waits without blocking the other."""
    async with AsyncRunComfy() as api:
        for result in await asyncio.gather(*(api.run(request) for request in requests)):
            print(result.output.video)


asyncio.run(main())
