"""Come back to a job by its request id, for example after a crash; without an id, submit one first.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service runcomfy --speed 10`. Then run:

    export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1 RUNCOMFY_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/resume_by_id.py [REQUEST_ID]
"""

import sys

from runcomfy import RunComfy, kling

request = kling.kling_3_0.standard.text_to_video.request(prompt="A lighthouse at dawn")

with RunComfy() as api:
    if len(sys.argv) > 1:
        job = api.job(sys.argv[1])  # sends nothing
        print(job.wait(timeout=900).output.video)
    else:
        job = api.submit(request)
        print(f"To come back to this job, pass its id: {job.request_id}")
