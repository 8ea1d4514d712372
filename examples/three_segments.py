"""Make one video of three segments, whose durations add up to that of the video.

Start the sandbox in another terminal, in the checkout: `clientwright sandbox --service runcomfy --speed 10`. Then run:

    export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1 RUNCOMFY_API_TOKEN=sandbox-token
    PYTHONPATH=generated python examples/three_segments.py
"""

from runcomfy import RunComfy, kling

image_to_video = kling.kling_3_0.standard.image_to_video

segments: list[image_to_video.MultiPromptItemArguments] = [
    {"prompt": "wide shot of a sleeping cat", "duration": 3},
    {"prompt": "the cat opens its eyes", "duration": 4},
    {"prompt": "close-up of a yawn", "duration": 5},
]
request = image_to_video.request(
    prompt="A cat wakes up",
    start_image_url="https://example.com/cat.png",
    duration=sum(segment["duration"] for segment in segments),
    multi_prompt=segments,
)
with RunComfy() as api:
    result = api.run(request, timeout=900)
print(f"{request.body['duration']} seconds: {result.output.video}")
