"""Submit one job to fal, wait for it, and print the URL of its video.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service fal --speed 10`. Then run:

    export FAL_QUEUE_URL=http://127.0.0.1:8787 FAL_KEY=sandbox-token
    PYTHONPATH=generated python examples/fal_video.py
"""

from falwright import Fal, fal_ai

request = fal_ai.kling_video.v2_6.pro.image_to_video.request(
    prompt="A cat wakes up", start_image_url="https://example.com/cat.png", duration="10"
)
with Fal() as api:
    result = api.run(request, timeout=900)
print(result.output.video.url)
