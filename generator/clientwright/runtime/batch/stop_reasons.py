"""Why a batch stopped, in words."""

from __future__ import annotations

_WORDS = {
    "budget": "stopped by its budget",
    "max_jobs": "stopped by max_jobs",
    "interrupt": "interrupted",
    "download": "stopped because nothing more can be saved to the download target",
    "error": "stopped by an error",
}


def stop_text(reason: str, failures: int | None = None) -> str:
    """Return a reason of `Batch.stopped` in words; `failures` is how many in a row stop the batch."""
    if reason != "failures":
        return _WORDS[reason]
    if failures is None:
        return "stopped after several ends without success in a row"
    ends = "1 end without success" if failures == 1 else f"{failures} ends without success in a row"
    return f"stopped after {ends}"
