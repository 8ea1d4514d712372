"""Which endpoints a name selects: ids, ends of ids, patterns."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.evolution.vendor.select_endpoints import select_endpoints, select_existing
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId
from sources.support import SERVICE

SEGMENTS = st.sampled_from(["kling", "flux", "kling-3.0", "A b", "4K", "4k"])
IDS = st.lists(SEGMENTS, min_size=2, max_size=4).map("/".join)


def specs(*ids: str) -> Specs:
    """Return a service with endpoints of these ids."""
    made = tuple(Endpoint(ModelId(id), {"type": "object"}) for id in sorted(set(ids)))
    return Specs(Path("specs"), SERVICE, made)


def names(found: Specs) -> list[str]:
    """Return the ids of a selection."""
    return [str(endpoint.id) for endpoint in found.endpoints]


@given(st.lists(IDS, min_size=1), st.data())
def test_id_selects_its_endpoint(ids: list[str], data: st.DataObject) -> None:
    """A whole id selects its endpoint alone, and is recorded as it is."""
    id = data.draw(st.sampled_from(ids))
    choice = select_existing(specs(*ids), (id,))
    assert (names(choice.specs), choice.requested) == ([id], (id,))


@given(st.lists(IDS, min_size=1))
def test_star_selects_everything(ids: list[str]) -> None:
    """The pattern `*` selects all endpoints."""
    assert names(select_existing(specs(*ids), ("*",)).specs) == names(specs(*ids))


@given(st.lists(IDS, min_size=1), st.data())
def test_recorded_names_select_the_same_endpoints(ids: list[str], data: st.DataObject) -> None:
    """A recorded selection, requested again, selects and records the same."""
    asked = data.draw(st.lists(st.sampled_from([*ids, "kling/*", "*/4?", "*"]), min_size=1))
    once = select_endpoints(specs(*ids), asked)
    twice = select_endpoints(specs(*ids), once.requested)
    assert (names(once.specs), once.requested) == (names(twice.specs), twice.requested)


def test_end_of_an_id_selects_its_endpoint() -> None:
    """The whole id is recorded; a folder's name selects nothing."""
    choice = select_existing(specs("a/x", "a/xx"), ("x",))
    assert (names(choice.specs), choice.requested) == (["a/x"], ("a/x",))
    with pytest.raises(UsageError, match="no endpoint"):
        select_existing(specs("a/x"), ("a",))


def test_ambiguous_name_is_refused() -> None:
    """The end of two ids is refused, and both are named."""
    with pytest.raises(UsageError, match="a/x, b/x"):
        select_existing(specs("a/x", "b/x"), ("x",))


def test_unknown_name_suggests_the_nearest() -> None:
    """A misspelt id is refused with the nearest one; a pattern without a match is refused."""
    with pytest.raises(UsageError, match="Did you mean 'kling/video'"):
        select_existing(specs("kling/video"), ("kling/vidoe",))
    with pytest.raises(UsageError, match="no endpoint"):
        select_existing(specs("kling/video"), ("flux/*",))
