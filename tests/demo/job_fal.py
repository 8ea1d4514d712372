"""A user's script for fal: a wrong payload is rejected before it is sent; the right one runs to its result."""

import os
from textwrap import fill

from falwright import Fal, InvalidInput, fal_ai

image_to_video = fal_ai.kling_video.v2_6.pro.image_to_video
try:
    image_to_video.ENDPOINT.request(
        {
            "prompt": "A cat wakes up",
            "start_image_url": "http://example.com/cat.png",
            "duration": "8",
        }
    )
except InvalidInput as error:
    print(
        *(fill(line, 110, subsequent_indent="    ") for line in str(error).splitlines()),
        "",
        sep="\n",
    )
with Fal(journal="jobs.sqlite") as api:
    request = image_to_video.request(
        prompt="A cat wakes up", start_image_url="https://example.com/cat.png", duration="10"
    )
    job = api.submit(request, once="scene-12")
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {result.output.video.url}")
    print(f"saved:     {os.path.relpath(result.download('out')[0].path)}")
    print(f"again:     {api.submit(request, once='scene-12').request_id}, nothing was bought")
