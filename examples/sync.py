"""Submit one job, wait for it, and print the URL of its video.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service runcomfy --speed 10`. Then run:

    export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1 RUNCOMFY_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/sync.py
"""

from runcomfy import RunComfy, kling

request = kling.kling_3_0.standard.text_to_video.request(
    prompt="A lighthouse at dawn", duration=5, aspect_ratio="16:9"
)
with RunComfy() as api:
    result = api.run(request, timeout=900)
print(result.output.video)
