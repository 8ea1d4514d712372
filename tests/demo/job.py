"""A user's script: one job of two segments, followed to its result."""

from runcomfy import RunComfy, kling

request = kling.kling_3_0.standard.image_to_video.request(
    prompt="A cat wakes up",
    start_image_url="https://example.com/cat.png",
    duration=8,
    multi_prompt=[
        {"prompt": "wide shot", "duration": 3},
        {"prompt": "close-up", "duration": 5},
    ],
)
with RunComfy() as api:
    job = api.submit(request)
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {result.output.video}")
