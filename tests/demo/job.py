"""A user's script: a wrong payload is rejected before it is sent; the right one runs to its result."""

import os
from textwrap import fill

from runcomfy import InvalidInput, RunComfy, kling

image_to_video = kling.kling_3_0.standard.image_to_video
data: image_to_video.Arguments = {
    "prompt": "A cat wakes up",
    "start_image_url": "https://example.com/cat.png",
    "multi_prompt": [{"prompt": "wide shot", "duration": 3}, {"prompt": "close-up", "duration": 5}],
}
try:
    image_to_video.request(**data, duration=9, cfg_scale=2)
except InvalidInput as error:
    print(
        *(fill(line, 110, subsequent_indent="    ") for line in str(error).splitlines()),
        "",
        sep="\n",
    )
with RunComfy(journal="jobs.sqlite") as api:
    request = image_to_video.request(**data, duration=8)
    job = api.submit(request, once="scene-12")
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {result.output.video}")
    print(f"saved:     {os.path.relpath(result.download('out')[0].path)}")
    print(f"again:     {api.submit(request, once='scene-12').request_id}, nothing was bought")
