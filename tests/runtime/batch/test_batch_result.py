"""What became of a batch, as a sequence, a table, JSON data and errors."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.batch.outcome import BOUGHT, STATES, Outcome
from clientwright.runtime.batch.outcome_table import MOST_ROWS, outcome_table
from clientwright.runtime.errors import JobFailed
from clientwright.runtime.journal.entry import Entry, SavedFile
from clientwright.runtime.journal.known_entry import error_of_entry
from clientwright.runtime.journal.money import amount_text
from clientwright.runtime.responses import Result, Success
from clientwright.runtime.text_table import shown
from runtime.batch.scripted_plan import request
from runtime.demo_service import ENDPOINT, SERVICE, Output

FILE = SavedFile("out/1.mp4", "ab" * 32, 7)
ENTRY = Entry(
    id=1,
    state="unknown",
    base_url="https://api.example/v1",
    account="studio-a",
    endpoint="kling/x",
    once=None,
    batch="b",
    position=0,
    fingerprint="f",
    once_on=None,
    input=None,
    request_id=None,
    reason=None,
    created_at=1e9,
    updated_at=1e9,
    price=None,
    cost=None,
    result=None,
    files=(),
    token="t",
    owner="o",
)


def success(id: str) -> Success[Output]:
    """Return the result of a job that succeeded."""
    return Success(
        request_id=id,
        status="succeeded",
        raw_status="succeeded",
        phase="succeeded",
        output=Output(video="https://x.example/1"),
        error=None,
        created_at=None,
        finished_at=None,
        cost=None,
        raw={"output": {"video": "https://x.example/1"}},
    )


@st.composite
def outcomes(draw: st.DrawFn) -> list[Outcome[Output]]:
    """Draw the outcomes of a batch."""
    found = []
    for position, state in enumerate(draw(st.lists(st.sampled_from(STATES), max_size=60))):
        error = draw(st.none() | st.just(JobFailed("no\n good")) | st.just(LookupError("odd")))
        found.append(
            Outcome(
                position=position,
                state=state,
                request=draw(st.none() | st.just(request(position))),
                request_id=draw(st.none() | st.just(str(UUID(int=position)))),
                result=success(f"r{position}") if state == "succeeded" else None,
                error=error,
                files=(FILE,) if state == "succeeded" else (),
                price=draw(st.none() | st.decimals(0, 9, places=3, allow_nan=False)),
                cost=draw(st.none() | st.decimals(0, 9, places=3, allow_nan=False)),
            )
        )
    return found


@given(outcomes())
def test_a_batch_is_the_sequence_of_its_outcomes(found: list[Outcome[Output]]) -> None:
    """Indices, slices and loops give the outcomes; each is in exactly one list besides the successes."""
    batch = Batch(found, "monday", None)
    assert [*batch] == found == [*batch[:]]
    assert len(batch.results) == sum(one.state == "succeeded" for one in found)
    others = [*batch.failed, *batch.unknown, *batch.running, *batch.not_submitted]
    assert sorted(one.position for one in others) == [
        one.position for one in found if one.state != "succeeded"
    ]
    assert sum(batch.counts.values()) == len(batch)


@given(outcomes())
def test_what_is_spent_is_the_cost_else_the_price_of_what_was_bought(
    found: list[Outcome[Output]],
) -> None:
    """Unknown outcomes and failed jobs count; what was refused or not sent does not."""
    batch = Batch(found, None, None)
    bought = [one for one in found if one.state in BOUGHT]
    known = [one.price if one.cost is None else one.cost for one in bought]
    assert batch.spent == sum((one for one in known if one is not None), Decimal(0))
    assert batch.unpriced == known.count(None)
    prices = [one.price for one in bought if one.cost is None]
    assert batch.expected == sum((one for one in prices if one is not None), Decimal(0))


@given(outcomes(), st.sampled_from([None, "budget", "max_jobs", "failures", "interrupt"]))
def test_a_batch_is_json_data(found: list[Outcome[Output]], stopped: str | None) -> None:
    """`to_dict` survives JSON, keeps money exact, and has every outcome."""
    batch = Batch(found, "monday", stopped)
    data: dict[str, Any] = json.loads(json.dumps(batch.to_dict()))
    assert (data["batch"], data["stopped"]) == ("monday", stopped)
    assert Decimal(data["spent"]) == batch.spent
    assert [one["state"] for one in data["outcomes"]] == [one.state for one in found]
    for one, row in zip(found, data["outcomes"], strict=True):
        assert row["price"] is None or Decimal(row["price"]) == one.price
        assert len(row["files"]) == len(one.files)
        assert (row["error"] is None) == (one.error is None)


@given(outcomes())
def test_the_table_shows_first_what_needs_a_look(found: list[Outcome[Output]]) -> None:
    """A line for each outcome up to a limit; none that went wrong is left out for one that went well."""
    lines = str(Batch(found, "monday", "budget")).splitlines()
    assert len(lines) <= MOST_ROWS + 3
    assert "monday" in lines[0]
    shown = {int(line.split()[0]) for line in lines[2:] if line.split()[0].isdecimal()}
    assert len(shown) == min(len(found), MOST_ROWS)
    hidden_badly = [one for one in found if not one.is_success and one.position not in shown]
    shown_well = [one for one in found if one.is_success and one.position in shown]
    assert not (hidden_badly and shown_well)


@given(outcomes(), st.integers(80, 200))
def test_the_table_fits_a_terminal(found: list[Outcome[Output]], width: int) -> None:
    """No line is wider than the terminal, request ids are whole, and what was not submitted says why."""
    table = outcome_table(found, "stopped by its budget", width)
    assert all(len(line) <= width for line in table.splitlines())
    chosen = [one for one in found if f"\n{one.position} " in table]
    assert all(one.request_id in table for one in chosen if one.request_id)
    left = [one for one in found if one.state == "not_submitted" and one.error is None]
    said = "the batch was stopped by its budget" in " ".join(table.split())
    assert said >= (0 < len(left) == len(found) <= MOST_ROWS)


@given(st.lists(st.text(), min_size=1, max_size=9), st.integers(80, 200))
def test_the_table_says_every_reason(reasons: list[str], width: int) -> None:
    """Each reason is below the table word by word, once for all that share it; none moves the cursor."""
    found = [
        Outcome(position=place, state="failed", request=None, error=JobFailed(f"no: {reason}"))
        for place, reason in enumerate(reasons)
    ]
    lines = outcome_table(found, None, width).splitlines()
    assert all(one.isprintable() for one in lines)
    told = "".join(lines[1 + len(found) :]).replace(" ", "")
    for reason in {" ".join(one.split()) for one in reasons}:
        places = [place for place, one in enumerate(reasons) if " ".join(one.split()) == reason]
        expected = f"{', '.join(map(str, places))}: no: {shown(reason, 500)}"
        assert "".join(expected.split()) in told


@given(outcomes())
def test_amounts_have_one_form(found: list[Outcome[Output]]) -> None:
    """Amounts have two decimals at least, and a ~ as long as a price stands for the cost."""
    lines = str(Batch(found, None, None)).splitlines()
    rows = {int(one.split()[0]): one for one in lines[2:] if one.split()[0].isdecimal()}
    for one in found:
        if (row := rows.get(one.position)) and one.spent is not None:
            is_expected = one.state in BOUGHT and one.cost is None
            assert f"  {amount_text(one.spent, is_expected=is_expected)}" in row


@given(
    st.decimals(0, 9, places=2, allow_nan=False),
    st.lists(st.tuples(st.decimals(0, 9, places=2), st.none() | st.decimals(0, 9, places=2))),
)
def test_a_batch_over_its_budget_says_so(budget: Decimal, jobs: list[Any]) -> None:
    """The summary says by how much the budget was exceeded, and nothing if it was not."""
    found = [
        Outcome(position=place, state="succeeded", request=None, price=price, cost=cost)
        for place, (price, cost) in enumerate(jobs)
    ]
    batch = Batch(found, None, None, budget=budget)
    over = sum((price if cost is None else cost for price, cost in jobs), -budget)
    assert batch.over_budget == max(over, 0) == Decimal(batch.to_dict()["over_budget"])
    text = (
        f"{amount_text(max(over, Decimal(0)), is_expected=batch.expected > 0)} USD over the budget"
    )
    assert (text in batch.summary()) == (over > 0)
    assert ("over" in batch.summary()) == (over > 0)
    assert Batch(found, None, None).over_budget == 0


@pytest.mark.parametrize(
    ("stopped", "text"),
    [
        ("budget", "stopped by its budget"),
        ("max_jobs", "stopped by max_jobs"),
        ("failures", "stopped after 5 ends without success in a row"),
        ("interrupt", "interrupted"),
        ("download", "nothing more can be saved"),
        ("error", "stopped by an error"),
    ],
)
def test_a_stop_is_told_in_words(stopped: str, text: str) -> None:
    """The summary and the table say why the rest was not submitted."""
    left = Outcome(position=0, state="not_submitted", request=None)
    first, *rest = str(Batch([left], None, stopped, failures=5)).splitlines()
    assert text in first
    assert text in " ".join(" ".join(rest).split())


def test_reasons_that_differ_only_in_ids_are_one() -> None:
    """Jobs with the same reason share a line below the table, which names all their entries."""

    def entry(id: int, state: str, reason: str) -> Entry:
        facts: dict[str, Any] = {"once": f"batch b {id} {id * 'f'}", "state": state, "id": id}
        about = {"request_id": None if state == "unknown" else f"job-{id}", "reason": reason}
        return replace(ENTRY, **facts, **about, created_at=1e9 + id)

    reasons = [*[("unknown", "the submit may have been accepted: lost")] * 3, ("unknown", "killed")]
    reasons += [("failed", "too hard")] * 2
    entries = [entry(id, *one) for id, one in enumerate(reasons, 1)]
    errors = [error_of_entry(one, SERVICE, ENDPOINT) for one in entries]
    found = [
        Outcome(
            position=place, state=one.state, request=None, error=error, request_id=one.request_id
        )
        for place, (one, error) in enumerate(zip(entries, errors, strict=True))
    ]
    lines = outcome_table(found, None, 10_000).splitlines()[7:]
    assert [line.partition(":")[0] for line in lines] == ["0, 1, 2", "3", "4, 5"]
    assert "since j1, j2, j3 of 20" in lines[0]
    assert "api.journal.settle('ID', request_id=...)" in lines[0]
    assert " to 20" in lines[0]
    assert "api.journal.settle('j4', request_id=...)" in lines[1]
    assert "too hard (j5, j6 " in lines[2]
    assert "batch b" not in "".join(lines)


@given(st.lists(st.text(), min_size=2, max_size=5, unique=True), st.integers(1, 10**6))
def test_reasons_that_differ_in_words_stay_apart(reasons: list[str], id: int) -> None:
    """No reason is lost because ids are put together."""
    words = dict.fromkeys(shown(" ".join(f"no: {one}".split()), 500) for one in reasons)
    found = [
        Outcome(position=place, state="failed", request=None, error=JobFailed(f"no: {reason}"))
        for place, reason in enumerate(reasons)
    ]
    told = outcome_table(found, None, 10**6).splitlines()[1 + len(found) :]
    assert [line.partition(": ")[2] for line in told] == [*words]


def test_errors_are_raised_together() -> None:
    """All errors of a batch are raised as one group, and a batch without errors raises nothing."""
    failed = Outcome(position=0, state="failed", request=None, error=JobFailed("bad"))
    fine = Outcome(position=1, state="succeeded", request=None, result=success("r"))
    with pytest.raises(ExceptionGroup) as caught:
        Batch([failed, fine], None, None).raise_for_failures()
    assert caught.value.exceptions == (failed.error,)
    Batch([fine], None, None).raise_for_failures()


def test_an_output_that_cannot_be_read_is_no_typed_result() -> None:
    """`results` has what can be used as the endpoint's output; the outcome has the rest."""
    raw = Result(**{**vars(success("r")), "output": None, "unreadable": "odd"})
    odd = Outcome(position=0, state="succeeded", request=None, result=raw)
    assert Batch([odd], None, None).results == []


def test_an_empty_batch_has_a_text() -> None:
    """A batch without requests says so."""
    assert str(Batch([], None, None)) == "batch of 0 requests: nothing to do; spent 0.00 USD"
    one = Outcome(position=0, state="refused", request=None)
    assert Batch([one], None, None).summary() == "batch of 1 request: 1 refused; spent 0.00 USD"
