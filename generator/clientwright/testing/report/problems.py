"""Problems of a baseline, the file of accepted findings."""

from __future__ import annotations

from clientwright.problems import Problem, nearest_name


class NotABaseline(Problem, code="not-a-baseline"):
    """The file, or an entry of it, does not have the form of a baseline."""

    reason: str
    FOUND = "this is not a baseline: {reason}."
    ADVICE = 'A baseline is a list: [{{"promise": id, "target": "server", "reason": text, "until": "YYYY-MM-DD"}}].'


class BaselineWithoutReason(Problem, code="baseline-without-reason"):
    """An entry accepts a finding without a reason."""

    promise: str
    FOUND = "{promise!q:200} is accepted without a reason."
    ADVICE = "State the reason in `reason`, for the next reader."


class BaselineExpired(Problem, code="baseline-expired"):
    """The date of an entry has passed."""

    promise: str
    until: str
    FOUND = "{promise!q:200} was accepted until {until!q}, which has passed."
    ADVICE = "Fix what breaks the promise, or review it and set a later `until`."


class BaselineUnneeded(Problem, code="baseline-unneeded"):
    """An entry accepts a finding that no longer exists."""

    promise: str
    target: str
    FOUND = "{promise!q:200} is now kept by the {target}."
    ADVICE = "Remove the entry from the baseline."


class UnknownPromise(Problem, code="baseline-unknown-promise"):
    """An entry has a promise that the specs do not make; those for its target are `known`."""

    promise: str
    target: str
    known: tuple[str, ...]
    FOUND = "the specs make no promise {promise!q:200} for the {target}."
    ADVICE = "{nearest:Did you mean {nearest!q:200}?|Remove the entry, or correct its id.}"

    @property
    def nearest(self) -> str:
        """The promise that was probably meant."""
        return nearest_name(self.promise, self.known)


class AcceptedTwice(Problem, code="baseline-twice"):
    """Two entries accept the same finding."""

    promise: str
    target: str
    FOUND = "{promise!q:200} is accepted twice for the {target}."
    ADVICE = "Keep one of the two entries."
