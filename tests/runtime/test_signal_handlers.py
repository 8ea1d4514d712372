"""A signal handler may use the client that it interrupts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from runtime.byte_server import ByteServer, reply

SCRIPT = """
import signal, sys
from runtime.demo_service import TOKEN, Demo

api = Demo(TOKEN, sys.argv[1])
job, handled = api.job("job-1"), []

def cancel(*_):
    handled.append(job.cancel().outcome)
    signal.setitimer(signal.ITIMER_REAL, 0.0107)  # again, but not inside of itself

job.status()
signal.signal(signal.SIGALRM, cancel)
signal.setitimer(signal.ITIMER_REAL, 0.0107)
while len(handled) < 150:
    job.status()
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(handled), set(handled))
"""


def test_handler_uses_the_interrupted_client(server: ByteServer) -> None:
    """A handler that cancels a job while the main thread reads its status never waits for that."""
    server.actions = [reply({"status": "in_queue", "outcome": "cancelled"})]
    paths = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "generator")]
    code = f"import sys; sys.path[:0] = {paths!r}\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-c", code, server.base_url],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.split(maxsplit=1)[1:] == ["{'cancelled'}\n"], done.stderr
