"""A user's script for Replicate: a wrong payload is rejected before it is sent; the right one runs to its result."""

import os
from textwrap import fill

from replicatewright import InvalidInput, Replicate, black_forest_labs

flux_dev = black_forest_labs.flux_dev
try:
    flux_dev.ENDPOINT.request({"prompt": "A cat wakes up", "aspect_ratio": "4:3", "num_outputs": 9})
except InvalidInput as error:
    print(
        *(fill(line, 110, subsequent_indent="    ") for line in str(error).splitlines()),
        "",
        sep="\n",
    )
with Replicate(journal="jobs.sqlite") as api:
    request = flux_dev.request(prompt="A cat wakes up", num_outputs=2)
    job = api.submit(request, once="scene-12")
    print(f"submitted: {job.request_id}")
    result = job.wait(timeout=60, on_update=lambda status: print(f"status:    {status}"))
    print(f"result:    {', '.join(result.output.urls)}")
    print(f"saved:     {os.path.relpath(result.download('out')[0].path)}")
    print(f"again:     {api.submit(request, once='scene-12').request_id}, nothing was bought")
