# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a submit with a key does that the journal already knows: the table of `once=`."""

from __future__ import annotations

VERDICTS = ("buy", "replace", "join", "wait", "unknown", "raise")
"""What to do.

`buy`: submit under this entry. `replace`: submit under a new entry in its place. `join`: take
the entry's job. `wait`: another process is submitting it. `unknown`: stop, until a person
settles it. `raise`: the job has ended without success; raise the same error.
"""

_VERDICTS = {
    "not_sent": ("buy", "buy"),
    "refused": ("buy", "buy"),
    "sending": ("wait", "wait"),
    "unknown": ("unknown", "unknown"),
    "accepted": ("join", "join"),
    "succeeded": ("join", "replace"),
    "failed": ("raise", "replace"),
    "cancelled": ("raise", "replace"),
}
"""For each state of the key's entry: what a submit does, and what one with `again=True` does."""


def verdict(state: str, again: bool) -> str:
    """Return what a submit does whose key has an entry in this state."""
    return _VERDICTS[state][again]
