"""Where the links in an answer surely lead, whatever host and prefix they have."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.jobs.job_links import foreign_ids, linked_operations, misled_links
from clientwright.testing.jobs.observation import Observation
from testing.jobs.support import SERVICE, make_answer, oracle_of

IDS = st.text(ascii_letters + digits + "_-", min_size=1, max_size=40)
HOSTS = st.sampled_from(["", "https://a.b", "http://127.0.0.1:9", "https://proxy.example:8443"])
PREFIXES = st.lists(IDS, max_size=3).map(lambda steps: "".join(f"/{step}" for step in steps))
LINKED_OPERATIONS = linked_operations(SERVICE)
OPERATIONS = st.sampled_from(LINKED_OPERATIONS)


def with_links(own: str, **links: Any) -> Observation:
    """Return the answer to a submit with some links."""
    named = {f"{name}_url": value for name, value in links.items()}
    return oracle_of(make_answer("submit", {"request_id": own, **named})).history[0]


def link(host: str, prefix: str, id: str, operation: str) -> str:
    """Return a link to an operation by its documented path."""
    return f"{host}{prefix}/requests/{quote(id, safe='')}/{operation}"


@given(HOSTS, PREFIXES, IDS)
def test_own_links_lead_nowhere_else(host: str, prefix: str, own: str) -> None:
    """Links to the operations of one's own request are right on any host and below any prefix."""
    links = {name: link(host, prefix, own, name) for name in LINKED_OPERATIONS}
    one = with_links(own, **links)
    assert (foreign_ids(SERVICE, one, own, {"other"}), misled_links(SERVICE, one)) == ([], [])


@given(HOSTS, PREFIXES, IDS, IDS, OPERATIONS)
def test_each_other_id_is_seen(
    host: str, prefix: str, own: str, other: str, operation: str
) -> None:
    """A link to any other request is seen, also if no such request exists."""
    one = with_links(own, **{operation: link(host, prefix, other, operation)})
    assert foreign_ids(SERVICE, one, own) == [other] * (other != own)


@given(HOSTS, PREFIXES, IDS, OPERATIONS, OPERATIONS)
def test_each_other_operation_is_seen(
    host: str, prefix: str, own: str, name: str, leads_to: str
) -> None:
    """A link with the documented path of another operation is seen."""
    one = with_links(own, **{name: link(host, prefix, own, leads_to)})
    assert [found.operation for found in misled_links(SERVICE, one)] == [name] * (name != leads_to)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.b/requests/{request_id}/status",
        "https://a.b/requests/%3Cid%3E/status",
        "https://a.b/jobs/other/status",
        "https://a.b/requests/other/status/",
        "https://a.b/requests/other",
        "https://a.b/?path=/requests/other/status",
        "requests/other/status",
        "//[",
        "",
    ],
)
def test_urls_of_other_forms_say_nothing(url: str) -> None:
    """A placeholder, or a URL that has no documented path, is no link to another request."""
    one = with_links("own", status=url, result=url)
    assert foreign_ids(SERVICE, one, "own") == []
    assert misled_links(SERVICE, with_links("own", status=url)) == []
