"""A user's script: one job of two segments, followed to its result."""

from runcomfy import RunComfy

with RunComfy() as api:
    job = api.kling.kling_3_0.standard.image_to_video.submit(
        prompt="A cat wakes up",
        start_image_url="https://example.com/cat.png",
        duration=8,
        multi_prompt=[
            {"prompt": "wide shot", "duration": 3},
            {"prompt": "close-up", "duration": 5},
        ],
    )
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {result.output.video}")
