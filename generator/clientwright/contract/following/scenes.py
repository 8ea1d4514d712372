"""What a client owes to whoever pays for its jobs: each promise with the script that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.contract.following.stage import LOST, REQUEST_ID, UNSENT, Answer, Played, Script
from clientwright.contract.following.words import REASON, URL, Words

PATIENCE = 600.0
TAKEN: Answer = (200, {"request_id": REQUEST_ID})


@dataclass(frozen=True, slots=True)
class Scene:
    """A promise, where its source stands in `service.json`, and how a kept one looks.

    `kept` gives what is wrong with what came out, or an empty string.
    """

    name: str
    sentence: str
    pointer: str
    script: Script
    expected: str
    kept: Callable[[Played], bool]
    sure: str = "H"


def scenes(words: Words) -> Iterator[Scene]:
    """List the promises that the facts of a service give rise to."""
    yield from _ends(words)
    yield from _ways(words)
    yield from _submits(words)
    yield from _codes(words)


def _ends(words: Words) -> Iterator[Scene]:
    finished = (words.status("finished"),)
    yield Scene(
        "success",
        "A job that succeeded gives its output.",
        "/result",
        Script(status=finished, result=(words.success(),)),
        "the output",
        _succeeded,
    )
    yield Scene(
        "failure",
        "A job that finished and failed is a failure, in the provider's words.",
        "/result",
        Script(status=finished, result=(words.failure(),)),
        "JobFailed with the reason",
        lambda played: _raised(played, "JobFailed") and REASON in str(played.error),
    )
    yield Scene(
        "cancelled",
        "A cancelled job is told as cancelled.",
        "/status",
        Script(status=(words.status("cancelled"),), result=(words.result("cancelled"),)),
        "JobCancelled",
        lambda played: _raised(played, "JobCancelled"),
    )
    yield Scene(
        "finished-is-not-success",
        "Finished on /status is no success until /result says so.",
        "/status",
        Script(status=finished, result=(words.result("running"),) * 2 + (words.failure(),)),
        "JobFailed after more looks",
        lambda played: _raised(played, "JobFailed") and played.asked["result"] == 3,
    )
    yield Scene(
        "timeout-keeps-the-request",
        "When waiting ends before the job does, the error holds the request id.",
        "/status",
        Script(status=(words.status("running"),)),
        f"JobTimedOut about {REQUEST_ID}",
        lambda played: _raised(played, "JobTimedOut") and _about(played),
    )


def _ways(words: Words) -> Iterator[Scene]:
    end = words.status("finished")
    done = (words.success(),)
    yield Scene(
        "unknown-status-waits",
        "A status that nobody documents is waited through, never taken for an end.",
        "/status/values",
        Script(status=(words.saying("status", "reticulating"),) * 2 + (end,), result=done),
        "the output, after three looks",
        lambda played: _succeeded(played) and played.asked["status"] == 3,
    )
    aliases: dict[str, str] = words.service.facts["aliases"]["values"]
    for alias, word in aliases.items():
        means = words.service.facts["status"]["values"].get(word)
        said = words.saying("status", alias.upper())
        over = means == "cancelled"
        yield Scene(
            f"alias-{alias}",
            f"{alias!r}, in any case, is understood as {word!r}.",
            f"/aliases/values/{alias}",
            Script(status=(said, end), result=done),
            "JobCancelled" if over else "the output",
            (lambda played: _raised(played, "JobCancelled")) if over else _succeeded,
            "L",
        )
    yield Scene(
        "reads-again",
        "A look whose answer is lost, or that fails, is made again.",
        "/operations/status",
        Script(status=(LOST, (502, "<html>"), end), result=(LOST, *done)),
        "the output",
        _succeeded,
    )


def _submits(words: Words) -> Iterator[Scene]:
    ends = {"status": (words.status("finished"),), "result": (words.success(),)}
    for name, said, lost in (
        ("lost", "A submit whose answer is lost is not made again: it may have been taken.", LOST),
        ("failed", "A submit that fails with 500 is not made again.", (500, {})),
        ("garbled", "A submit answered with a gateway's page is not made again.", (502, "<html>")),
        ("without-id", "A submit answered without a request id is not made again.", (200, {})),
    ):
        yield Scene(
            f"submit-{name}-is-not-repeated",
            said,
            "/operations/submit",
            Script(submit=(lost, TAKEN), **ends),
            "SubmitUnknown after one submit",
            lambda played: _raised(played, "SubmitUnknown") and played.asked["submit"] == 1,
        )
    for name, said, first in (
        ("unsent", "A submit that certainly was not sent is made again.", UNSENT),
        ("refused-for-now", "A submit refused with 429 is made again, later.", (429, {})),
    ):
        yield Scene(
            f"submit-{name}-is-repeated",
            said,
            "/operations/submit",
            Script(submit=(first, TAKEN), **ends),
            "the output, after two submits",
            lambda played: _succeeded(played) and played.asked["submit"] == 2,
        )


_CLASSES = {
    "authentication": "AuthenticationError",
    "balance": "InsufficientBalance",
    "permission": "PermissionDenied",
    "not-found": "NotFound",
    "refused": "InputRefused",
}


def _codes(words: Words) -> Iterator[Scene]:
    """List what each documented code is told as, whichever HTTP status stands beside it."""
    for n, fact in enumerate(words.service.facts["errors"]):
        name = _CLASSES.get(fact["is"])
        if name:
            refused = (400, {"error_code": fact["code"], "error_message": fact["means"]})
            yield Scene(
                f"code-{fact['code']}",
                f"The code {fact['code']} is told as {name}.",
                f"/errors/{n}",
                Script(submit=(refused,)),
                f"{name} after one submit",
                _refused(name),
                fact["sure"],
            )
    finished = (words.status("finished"),)
    yield Scene(
        "error-in-200",
        "An error code in an answer of 200 is an error.",
        "/errors",
        Script(status=finished, result=((200, {"error_code": 404001}),)),
        "NotFound",
        lambda played: _raised(played, "NotFound"),
        "M",
    )


def _refused(name: str) -> Callable[[Played], bool]:
    return lambda played: _raised(played, name) and played.asked["submit"] == 1


def _raised(played: Played, name: str) -> bool:
    return played.error is not None and type(played.error).__name__ == name


def _about(played: Played) -> bool:
    return getattr(played.error, "request_id", None) == REQUEST_ID


def _succeeded(played: Played) -> bool:
    output = getattr(played.value, "output", None)
    return played.error is None and URL in tuple(getattr(output, "urls", ()))
