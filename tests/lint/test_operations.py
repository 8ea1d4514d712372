"""Whether one call can mean two operations, against regular expressions on many paths."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from clientwright.lint.operations import MODEL_ID, REQUEST_ID, shared_path

STEPS = ("a", "b", "ID")
PATHS = [
    "".join(f"/{step}" for step in path) for n in range(1, 6) for path in product(STEPS, repeat=n)
]


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Draw a path with one placeholder."""
    before, after = (draw(st.lists(st.sampled_from("ab"), max_size=2)) for _ in range(2))
    return "".join(
        f"/{step}" for step in [*before, draw(st.sampled_from([MODEL_ID, REQUEST_ID])), *after]
    )


def matches(template: str, path: str) -> bool:
    """Return whether a path can come from a template."""
    pattern = re.escape(template).replace(re.escape(MODEL_ID), ".+")
    return re.fullmatch(pattern.replace(re.escape(REQUEST_ID), "[^/]+"), path) is not None


@given(templates(), templates())
def test_shared_paths_are_found(one: str, other: str) -> None:
    """A shared path matches both templates; where there is none, no path of a few segments does."""
    found = shared_path(one, other)
    if found is None:
        assert not [path for path in PATHS if matches(one, path) and matches(other, path)]
    else:
        assert matches(one, found)
        assert matches(other, found)
