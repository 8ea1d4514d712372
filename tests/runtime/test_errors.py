"""The exception tree: every error names what to try, pickles, copies, and is in the drawn tree."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime import cancellation, errors, responses
from clientwright.runtime.input_faults import Fault
from runtime.demo_service import SERVICE, Output


def tree(kind: type[errors.ClientError]) -> Iterator[type[errors.ClientError]]:
    """Yield an error class and its subclasses."""
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


KINDS = sorted(
    (kind for kind in tree(errors.ClientError) if ".command." not in kind.__module__),
    key=lambda kind: kind.__name__,
)
"""The errors that callers meet; the command line has one of its own."""


def example(kind: type[errors.ClientError]) -> errors.ClientError:
    """Return an error of the class."""
    if issubclass(kind, errors.InvalidInput):
        return kind((Fault("a[0].b", "missing", "Field required"),), endpoint="e/f")
    error = kind(
        "it broke", request_id="r1", endpoint="e/f", code=400002, http_status=400, body=b"\xff"
    )
    error.add_note("a note")
    return error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "twin", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy]
)
def test_errors_pickle_and_copy(kind: type[errors.ClientError], twin: object) -> None:
    """Pickled or copied, an error keeps its type, text and state."""
    error = example(kind)
    assert callable(twin)
    again = twin(error)
    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_name_facts_and_advice(kind: type[errors.ClientError]) -> None:
    """The text names what happened, the facts and what to try; the tree names who must act."""
    text = str(example(kind))
    assert kind.advice in text
    assert "e/f" in text
    (drawn,) = re.findall(rf"\b{kind.__name__}\b(.*)", errors.__doc__ or "")
    assert kind.__subclasses__() or drawn.strip().startswith(kind.who)


@pytest.mark.parametrize("kind", [one for one in KINDS if one is not errors.InvalidInput])
@given(st.text("ab .!?", max_size=9), st.sampled_from(["", ".", "!", "?", "…", "。"]), st.text(" "))
def test_a_message_ends_once(
    kind: type[errors.ClientError], text: str, end: str, blanks: str
) -> None:
    """Whether a message ends with a full stop or not, one sentence end parts it from the advice."""
    message = f"it {text.rstrip(' .!?')}broke{end}"
    error = kind(message + blanks)
    assert str(error) == f"{message if end else message + '.'} {error.advice}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_can_have_advice_of_its_own(kind: type[errors.ClientError]) -> None:
    """Advice that is passed replaces that of the class, also in a pickle."""
    if not issubclass(kind, errors.InvalidInput):
        error = kind("it broke", advice="Try this.")
        assert str(pickle.loads(pickle.dumps(error))) == "it broke. Try this."
        assert kind.advice != "Try this."


def test_extra_attributes_are_keywords() -> None:
    """Attributes of single errors are keyword arguments."""
    assert errors.RateLimited("slow", retry_after=3.0, http_status=429).retry_after == 3.0
    result = responses.parse_result(SERVICE, "r1", Output, {"status": "failed"})
    failed = errors.JobFailed("failed", result=result, request_id="r1")
    assert pickle.loads(pickle.dumps(failed)).result == result


@pytest.mark.parametrize(
    "value",
    [
        responses.parse_status(SERVICE, "r1", {"status": "in_queue", "queue_position": 2}),
        responses.parse_result(
            SERVICE, "r1", Output, {"status": "succeeded", "output": {"video": "https://x"}}
        ),
        cancellation.parse_cancellation(
            SERVICE, "r1", {"status": "completed", "outcome": "cancelled"}
        ),
    ],
)
def test_responses_pickle(value: object) -> None:
    """Every response survives pickling, with its output, and is immutable."""
    assert pickle.loads(pickle.dumps(value)) == value
    with pytest.raises(AttributeError):
        value.request_id = "other"
