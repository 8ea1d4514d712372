"""Which entries a prune forgets can be told before."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.claim import Claim, Scope
from clientwright.runtime.journal.entry import FREE, STATES
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.pruning import is_forgotten

SCOPE = Scope("http://127.0.0.1:9/v1", "studio-a")
facts = st.tuples(st.sampled_from(STATES), st.booleans(), st.booleans(), st.booleans())
FAR = 4e9


@given(st.lists(facts, max_size=8), st.booleans())
def test_what_is_forgotten_is_told_before(rows: list[tuple[str, ...]], is_later: bool) -> None:
    """A prune changes as many entries as was told, a second one none, and it was told of none."""
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(Path(folder) / "jobs.sqlite")
        for number, (state, has_key, has_result, has_input) in enumerate(rows):
            entry = journal.claim(
                Claim(
                    scope=SCOPE,
                    endpoint="a/b",
                    fingerprint="f",
                    once=f"key {number}" if has_key else None,
                    input="{}" if has_input else None,
                )
            ).entry
            if state in FREE or state == "unknown":
                verb = journal.unknown if state == "unknown" else None
                request = f"r-{number}" if has_result else None
                if verb:
                    verb(entry, "lost", request)
                else:
                    journal.refused(entry, state, "no", request)
            elif state != "sending":
                journal.accepted(entry, f"r-{number}")
                if state != "accepted":
                    journal.ended(entry.id, state, result={"a": 1} if has_result else None)
        before = FAR if is_later else 0.0
        told = sum(is_forgotten(one, before) for one in journal.entries())
        assert journal.prune(before) == told
        assert not any(is_forgotten(one, before) for one in journal.entries())
        assert journal.prune(before) == 0
        journal.close()
