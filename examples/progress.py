"""Follow a job: print each change of its status with the seconds since the submit.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service runcomfy --speed 10`. Then run:

    export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1 RUNCOMFY_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/progress.py
"""

import time

from runcomfy import RunComfy, Status, kling

request = kling.kling_3_0.standard.image_to_video.request(
    prompt="A cat wakes up", start_image_url="https://example.com/cat.png"
)


def show(status: Status) -> None:
    """Print one line; the queue position is part of the status while the job waits."""
    print(f"{time.monotonic() - started:5.1f} s  {status}")


with RunComfy() as api:
    started = time.monotonic()
    job = api.submit(request)
    print(f"submitted as {job.request_id}")
    result = job.wait(timeout=900, on_update=show)
print(result.output.video)
