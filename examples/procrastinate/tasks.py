"""Two tasks for each video: `buy` is never bought twice, `fetch` may run as often as it likes."""

import os
from pathlib import Path

from procrastinate import App, JobContext, PsycopgConnector

from runcomfy import AsyncRunComfy, kling

DATABASE = os.environ["DATABASE_URL"]
OUTPUTS = Path(os.environ.get("OUTPUTS", "out"))

app = App(connector=PsycopgConnector(conninfo=DATABASE))
api = AsyncRunComfy(journal=DATABASE)  # the tasks and the journal are in the same database


@app.task(pass_context=True)  # retries are off, as they are by default
async def buy(context: JobContext, prompt: str) -> None:
    """Buy a video; the key is the task's own id, so a second run takes the first one's job."""
    request = kling.kling_3_0.standard.text_to_video.request(prompt=prompt, duration=5)
    job = await api.submit(request, once=f"task-{context.job.id}")
    await fetch.defer_async(request_id=job.request_id)


@app.task(retry=5)  # this one only reads
async def fetch(request_id: str) -> None:
    """Wait for a video, and keep its URL in a file."""
    result = await api.job(request_id).wait(timeout=900)
    OUTPUTS.mkdir(parents=True, exist_ok=True)
    (OUTPUTS / f"{request_id}.url").write_text(str(result.output.video), "utf-8")
