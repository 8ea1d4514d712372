"""A missing endpoint is retired only if the catalogue is complete, or a person vouches for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.sync.catalogue_snapshot import combine_pages
from clientwright.evolution.sync.losses import ALWAYS_RETIRABLE, RETIRABLE_ONE_IN, removal_doubt
from clientwright.sources.catalogue import parse_catalogue
from clientwright.sources.documents import Source
from clientwright.specs.model_ids import ModelId
from evolution.sync.support import (
    SyncedFolder,
    catalogue_entry,
    catalogue_json,
    change_kinds,
    problem_codes,
)

ALL = [catalogue_entry(f"maker/m{n:02}") for n in range(20)]


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """A specs folder of twenty endpoints."""
    synced_folder = SyncedFolder(tmp_path / "specs")
    synced_folder.sync(*ALL)
    return synced_folder


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (ALL[:18], "gone-unsure"),
        ({"models": ALL[:18]}, "gone-unsure"),
        ({"models": ALL[:18], "total": "18"}, "gone-unsure"),
        ({"models": ALL[:18], "total": 18.0}, "gone-unsure"),
        ({"models": ALL[:18], "total": None}, "gone-unsure"),
        ({"models": [*ALL[:18], {"model_id": 3}], "total": 19}, "gone-unsure"),
        (catalogue_json(ALL[:5]), "too-many-gone"),
        (catalogue_json([catalogue_entry("other/one")]), "too-many-gone"),
    ],
    ids=["a bare list", "no total", "a total in words", "a fraction", "null", "an entry without id", "a search", "all others"],
)  # fmt: skip
def test_doubtful_catalogue_retires_only_with_whole(
    synced_folder: SyncedFolder, document: Any, code: str
) -> None:
    """Missing endpoints are reported and kept; `whole` retires them, and they return when listed again."""
    synced = synced_folder.sync_answers(document)
    assert "retired" not in change_kinds(synced).values()
    assert ("", code) in problem_codes(synced)
    assert {one["model_id"] for one in ALL} <= {*synced_folder.live_endpoints()}
    assert "retired" in change_kinds(synced_folder.sync_answers(document, whole=True)).values()
    assert {*change_kinds(synced_folder.sync(*ALL, catalogue_entry("other/one"))).values()} <= {
        "returned",
        "added",
    }


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"total": 384}, "catalogue-incomplete"),
        ({"total": -1}, "catalogue-incomplete"),
        ({"has_more": True}, "catalogue-goes-on"),
        ({"next": "/v1/models?offset=18", "total": 18}, "catalogue-goes-on"),
        ({"next_cursor": "a", "total": 18}, "catalogue-goes-on"),
    ],
)
def test_incomplete_catalogue_retires_nothing_even_with_whole(
    synced_folder: SyncedFolder, more: Any, code: str
) -> None:
    """If the catalogue itself states that something is missing, `whole` does not override it."""
    for whole in (False, True):
        synced = synced_folder.sync_answers({"models": ALL[:18], **more}, whole=whole)
        assert (change_kinds(synced), problem_codes(synced)) == ({}, [("", code)])


def test_pages_up_to_the_last_are_complete(synced_folder: SyncedFolder) -> None:
    """Pages of which the last states that nothing follows are a complete catalogue."""
    pages = [{"models": ALL[:10], "total": 18, "has_more": True}, {"models": ALL[10:18], "total": 18, "has_more": False, "next": None}]  # fmt: skip
    assert change_kinds(synced_folder.sync_answers(*pages)) == {
        "maker/m18": "retired",
        "maker/m19": "retired",
    }


def test_repeated_endpoint_may_count_twice_in_the_total(
    synced_folder: SyncedFolder,
) -> None:
    """A provider that counts a repeated endpoint twice in its total still has a complete catalogue."""
    synced = synced_folder.sync(*ALL[:19], ALL[3])
    assert change_kinds(synced) == {"maker/m19": "retired"}
    assert problem_codes(synced) == [("maker/m03", "entry-repeated")]


def test_bare_list_without_missing_endpoints_is_no_problem(synced_folder: SyncedFolder) -> None:
    """A bare list that lists every endpoint is not doubted."""
    assert problem_codes(synced_folder.sync_answers([*ALL, catalogue_entry("other/one")])) == []


@given(st.integers(0, 60), st.integers(0, 60))
def test_too_many_is_more_than_three_and_more_than_a_fifth(gone: int, stays: int) -> None:
    """A complete catalogue may retire a few endpoints, or a share of many; more is doubted."""
    listed = gone + stays
    whole = combine_pages(
        [parse_catalogue(Source("models.json", '{"models": [{"model_id": "a/b"}], "total": 1}'))]
    )
    doubt = removal_doubt(whole, [ModelId(f"a/m{n}") for n in range(gone)], listed)
    assert (doubt is not None) == (gone > ALWAYS_RETIRABLE and gone * RETIRABLE_ONE_IN > listed)
