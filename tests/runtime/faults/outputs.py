"""Outputs of every look: what was paid for is handed over, in a typed form or raw."""

from __future__ import annotations

from typing import Any

from runtime.byte_server import ServerAction, reply
from runtime.faults.fault import DONE, ID, Fault, Outcome

URL = "https://x/v.mp4"
READABLE: dict[str, Any] = {
    "video": {"video": URL},
    "videos": {"videos": [URL, URL]},
    "image": {"image": URL},
    "audios": {"audios": [URL]},
    "several": {"image": URL, "video": URL, "videos": [URL]},
    "unknown-keys": {"video": URL, "seed": 7, "thumbnail": {"url": URL}},
    "only-unknown-keys": {"model": URL},
    "null-beside-video": {"video": URL, "image": None},
    "empty-list": {"videos": []},
    "empty": {},
    "text": URL,
    "list": [URL],
}
UNREADABLE: dict[str, Any] = {
    "number": 7,
    "true": True,
    "list-in-video": {"video": [URL]},
    "object-in-video": {"video": {"url": URL}},
    "number-in-video": {"video": 7},
    "text-in-videos": {"videos": URL},
    "objects-in-videos": {"videos": [{"url": URL}]},
    "null-in-videos": {"videos": [URL, None]},
    "list-of-objects": [{"url": URL}],
    "list-of-lists": [[URL]],
    "nested": {"output": {"video": {"url": URL}}, "video": False},
}


def succeeded(**more: Any) -> ServerAction:
    """Answer that the job has succeeded."""
    return reply({"request_id": ID, "status": "succeeded", **more})


def unreadable(name: str, output: Any) -> Fault:
    """Return an output of another shape, which a wait raises with all that is known of it."""

    def check(outcome: Outcome) -> bool:
        result = outcome.got.result
        return (
            result.request_id == ID
            and result.output is None
            and result.raw["output"] == output
            and list(outcome.got.urls) == list(result.urls)
            and (URL in outcome.got.urls) == (URL in str(output))
            and outcome.got.body is not None
        )

    return Fault(
        f"output-{name}",
        {"result": (succeeded(output=output),)},
        ("OutputUnreadable",),
        call="wait",
        check=check,
    )


def unreadable_result(name: str, output: Any) -> Fault:
    """Return an output of another shape, which a read of the result hands over raw."""

    def check(outcome: Outcome) -> bool:
        result = outcome.got
        return result.output is None and result.raw["output"] == output

    script = {"result": (succeeded(output=output),)}
    return Fault(f"result-output-{name}", script, ("Result",), call="result", check=check)


def missing(name: str, act: ServerAction) -> list[Fault]:
    """Return a success without output: looked at again, and never a success without one."""

    def ended(outcome: Outcome) -> bool:
        text = "\n".join([str(outcome.got), *getattr(outcome.got, "__notes__", [])])
        return "continues" not in text

    kinds = ("OutputUnreadable", "UnexpectedAnswer")
    return [
        Fault(f"output-{name}-once", {"result": (act, DONE)}, ("Success",), call="wait"),
        Fault(
            f"output-{name}-always",
            {"result": (act,)},
            (*kinds, "JobTimedOut"),
            call="wait",
            options={"timeout": 3.0},
            check=ended,
        ),
        Fault(
            f"stress-output-{name}-always",
            {"result": (act,)},
            kinds,
            call="wait",
            options={"timeout": 120.0},
            check=lambda outcome: ended(outcome) and outcome.got.result.raw is not None,
            stress=True,
        ),
    ]


def handed_over(output: Any) -> object:
    """Return a check that a readable output is handed over, with its raw form."""

    def check(outcome: Outcome) -> bool:
        return outcome.got.output is not None and outcome.got.raw["output"] == output

    return check


FAULTS = [
    *(
        Fault(
            f"output-{name}",
            {"result": (succeeded(output=output),)},
            ("Success",),
            call="wait",
            options={} if URL in str(output) else {"timeout": 2.0},
            check=handed_over(output),
        )
        for name, output in READABLE.items()
    ),
    *(unreadable(name, output) for name, output in UNREADABLE.items()),
    *(unreadable_result(name, output) for name, output in UNREADABLE.items()),
    *missing("missing", succeeded()),
    *missing("null", succeeded(output=None)),
    Fault(
        "output-of-a-failed-job",
        {"result": (reply({"request_id": ID, "status": "failed", "output": {"video": URL}}),)},
        ("JobFailed",),
        call="wait",
    ),
    Fault(
        "output-of-a-running-job",
        {
            "result": (
                reply({"request_id": ID, "status": "in_progress", "output": {"video": URL}}),
                DONE,
            )
        },
        ("Success",),
        call="wait",
    ),
]
