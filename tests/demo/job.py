"""A user's script: a wrong payload is rejected before it is sent; the right one runs to its result."""

from runcomfy import InvalidInput, RunComfy

SEGMENTS = [{"prompt": "wide shot", "duration": 3}, {"prompt": "close-up", "duration": 5}]
IMAGE = "https://example.com/cat.png"

with RunComfy() as api:
    model = api.kling.kling_3_0.standard.image_to_video
    try:
        model.submit(
            prompt="A cat wakes up",
            start_image_url=IMAGE,
            duration=9,
            cfg_scale=2,
            multi_prompt=SEGMENTS,
        )
    except InvalidInput as error:
        print(error, end="\n\n")
    job = model.submit(
        prompt="A cat wakes up",
        start_image_url=IMAGE,
        duration=8,
        multi_prompt=SEGMENTS,
    )
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {result.output.video}")
