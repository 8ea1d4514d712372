"""Which endpoints are meant: ids, endings, patterns."""

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
    """Give a service with endpoints of these ids."""
    made = tuple(Endpoint(ModelId(id), {"type": "object"}) for id in sorted(set(ids)))
    return Specs(Path("specs"), SERVICE, made)


def names(found: Specs) -> list[str]:
    """Give the ids of a part."""
    return [str(endpoint.id) for endpoint in found.endpoints]


@given(st.lists(IDS, min_size=1), st.data())
def test_an_id_means_itself(ids: list[str], data: st.DataObject) -> None:
    """Whatever else there is, a whole id takes its endpoint alone, and is remembered as it is."""
    id = data.draw(st.sampled_from(ids))
    choice = select_existing(specs(*ids), (id,))
    assert (names(choice.specs), choice.requested) == ([id], (id,))


@given(st.lists(IDS, min_size=1))
def test_a_star_means_all(ids: list[str]) -> None:
    """The pattern `*` takes everything."""
    assert names(select_existing(specs(*ids), ("*",)).specs) == names(specs(*ids))


@given(st.lists(IDS, min_size=1), st.data())
def test_asking_by_what_was_remembered_means_the_same(ids: list[str], data: st.DataObject) -> None:
    """A choice that is remembered and asked for again takes the same endpoints, and is remembered the same."""
    asked = data.draw(st.lists(st.sampled_from([*ids, "kling/*", "*/4?", "*"]), min_size=1))
    once = select_endpoints(specs(*ids), asked)
    twice = select_endpoints(specs(*ids), once.requested)
    assert (names(once.specs), once.requested) == (names(twice.specs), twice.requested)


def test_an_ending_means_the_one_that_ends_so() -> None:
    """An ending is remembered as the whole id; a folder's name is none."""
    choice = select_existing(specs("a/x", "a/xx"), ("x",))
    assert (names(choice.specs), choice.requested) == (["a/x"], ("a/x",))
    with pytest.raises(UsageError, match="no endpoint"):
        select_existing(specs("a/x"), ("a",))


def test_what_could_mean_two_is_asked_again() -> None:
    """An ending of two ids is refused with both named."""
    with pytest.raises(UsageError, match="a/x, b/x"):
        select_existing(specs("a/x", "b/x"), ("x",))


def test_the_nearest_is_offered() -> None:
    """A misspelt id names the nearest; a pattern for nothing is refused."""
    with pytest.raises(UsageError, match="Did you mean 'kling/video'"):
        select_existing(specs("kling/video"), ("kling/vidoe",))
    with pytest.raises(UsageError, match="no endpoint"):
        select_existing(specs("kling/video"), ("flux/*",))
