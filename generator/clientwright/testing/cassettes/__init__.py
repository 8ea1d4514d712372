"""Cassettes: recorded traffic that is checked against the specs and replayed without a network.

with replay("tests/cassettes/.../minimal-job.json"):
    ...  # any client of the API; nothing reaches the network

cassette_model.py         the data of a cassette
cassette_files.py         cassettes as JSON files, without loss (body_encoding.py)
cassette_paths.py         where cassette files are
recordable.py             the scenarios of each endpoint (scenarios/)
recording_plan.py         what a recording would do and cost
recording_environment.py  the sandbox with its clock, or the provider
record_all.py             record scenario by scenario (recorder.py, ledger.py)
redaction/                remove secrets and prompts
vcr_transport.py          the only module that uses vcrpy
playback.py               replay a cassette (player.py, matching.py, network_guard.py)
canonical_json.py         when two bodies are equal
fingerprint.py            the hash of the spec that a cassette was recorded by
folder_check.py           stale, missing and stray cassettes
cassette_trials.py        cassettes as a contract target (promise_checks.py, client_replay.py)
"""

from __future__ import annotations

from clientwright.testing.cassettes.playback import Replay, replay

__all__ = ["Replay", "replay"]
"""The public names, for replays in your own tests."""
