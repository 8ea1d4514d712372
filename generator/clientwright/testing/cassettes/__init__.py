"""Cassettes: recorded traffic that is checked against the specs and replayed without a network.

with replay("tests/cassettes/.../minimal-job.json"):
    ...  # any client of the API; nothing reaches the network

cassette_model.py         the data of a cassette
cassette_files.py         cassettes as files, in our JSON or as vcrpy's YAML (vcr_document.py)
conversion.py             from one format to the other
recording_plan.py         what a recording would do and cost (scenarios/)
recording_environment.py  the sandbox with its clock, or the provider
recorder.py               record scenario by scenario (ledger.py)
redaction/                remove secrets and prompts
vcr_transport.py          the only module that runs vcrpy
playback.py               replay a cassette (matching.py, client_replay.py)
canonical_json.py         when two bodies are equal
stale_cassettes.py        stale, missing and stray cassettes
cassette_trials.py        a folder of recordings as a contract target (promise_checks.py)
input_decisions.py        which inputs a server accepted and refused
recording_files.py        the files of a folder, ours and anybody's (vcr_calls.py, service_addresses.py)
plain_values.py           YAML and JSON as plain values, the only module that uses PyYAML
recording_checks.py       what a person's own recordings surely show (recorder_filters.py)
unreadable_files.py       what is not checked, named once
"""

from __future__ import annotations

from clientwright.testing.cassettes.playback import Replay, replay

__all__ = ["Replay", "replay"]
"""The public names, for replays in your own tests."""
