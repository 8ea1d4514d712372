"""Cassettes that can be trusted: recorded traffic, held to the spec that it was recorded by.

with replay("tests/cassettes/.../minimal-job.json"):
    ...  # any client of the API; nothing reaches the network

values.py        what a cassette is           files.py      as JSON files, without loss (bodies.py)
canonical.py     when two bodies are equal    matching.py   when two calls are
tape.py          the one file that knows vcrpy
recording.py     a block of calls → cassette  scrub/        what must not be in it
replaying.py     cassette → answers           reel.py       which answer comes next
scenarios/       what is recorded: one kind per file
environment.py        against what: the sandbox with its clock, or the provider
fingerprint.py   by which spec                stale.py      what is to be recorded again
verify.py        the third target: recorded traffic held to the specs
"""

from __future__ import annotations

from clientwright.testing.cassettes.playback import Replay, replay

__all__ = ["Replay", "replay"]
"""The public names: to replay in one's own tests."""
