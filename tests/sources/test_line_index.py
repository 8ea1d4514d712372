"""Line numbers of many locations in a catalogue."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_text import find_line
from clientwright.problems import Location
from clientwright.sources.catalogue import parse_catalogue
from clientwright.sources.documents import Source
from clientwright.sources.line_index import locate_in_catalogues

MODELS = [{"model_id": f"a/{n}", "input_schema": {"properties": {"x": {"type": "int"}}}} for n in range(3)]  # fmt: skip
BELOW = ("", "/model_id", "/input_schema/properties/x/type", "/input_schema/properties/gone", "/no")


@given(st.sampled_from([None, 1, 4]), st.booleans(), st.lists(st.tuples(st.integers(0, 2), st.sampled_from(BELOW))))  # fmt: skip
def test_many_locations_match_single_lookup(
    indent: int | None, bare: bool, at: list[tuple[int, str]]
) -> None:
    """Line and column equal those of a single lookup; one in another file, or with a line, is unchanged."""
    text = json.dumps(MODELS if bare else {"models": MODELS}, indent=indent)
    one = parse_catalogue(Source("models.json", text))
    root = "" if bare else "/models"
    places = [Location("models.json", f"{root}/{n}{below}") for n, below in at]
    others = [Location("other.json", f"{root}/0/model_id"), Location("models.json", f"{root}/0", 7)]
    found = locate_in_catalogues([one], [*places, *others])
    assert found[len(at) :] == others
    for (number, below), place, located in zip(at, places, found[: len(at)], strict=True):
        assert (located.line, located.column) == find_line(text, below, one.starts[number])
        assert replace(located, line=0, column=0) == place
