"""Buy a batch of videos with Dask, and print their URLs; see README.md.

python batch.py COUNT [--without-journal]
"""

import os
import sys
from collections.abc import Callable

from distributed import Client, Future, LocalCluster, as_completed

from runcomfy import RunComfy, kling

WORKERS = 2
DATABASE = os.environ["DATABASE_URL"]


def buy(prompt: str, key: str) -> str:
    """Buy a video under its key, and return its request id; Dask may run this more than once."""
    request = kling.kling_3_0.standard.text_to_video.request(prompt=prompt, duration=5)
    with RunComfy(journal=DATABASE) as api:
        return api.submit(request, once=key).request_id


def buy_again_and_again(prompt: str, key: str) -> str:
    """Buy a video without a journal: each run of the task pays."""
    request = kling.kling_3_0.standard.text_to_video.request(prompt=prompt, duration=5)
    with RunComfy() as api:
        return api.submit(request).request_id


def fetch(request_id: str) -> str:
    """Wait for a video, and return its URL; the journal notes its end. It may run as often as it likes."""
    with RunComfy(journal=DATABASE) as api:
        return str(api.job(request_id).wait(timeout=900).output.video)


def run(client: Client, task: Callable[[str, str], str], count: int) -> None:
    """Buy the videos, and print each one's URL, or why it has none, when it is there."""
    videos: dict[Future[str], str] = {}
    for n in range(count):
        key = f"monday-{n}"  # the task's id, chosen by us: the same when the script runs again
        job = client.submit(task, f"A lighthouse at dawn, take {n + 1}", key, key=key, retries=0)
        videos[client.submit(fetch, job, key=f"fetch-{key}", retries=5)] = key
    for future in as_completed(videos):
        error = future.exception()
        print(videos[future], error or future.result(), flush=True)


def main() -> None:
    """Run the batch on worker processes of this machine."""
    count, *options = sys.argv[1:] or ["8"]
    task = buy_again_and_again if "--without-journal" in options else buy
    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        print("workers", *client.run(os.getpid).values(), flush=True)
        run(client, task, int(count))


if __name__ == "__main__":
    main()
