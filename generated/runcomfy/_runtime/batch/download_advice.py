# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What helps where an option of a download would: `map` has none of them."""

from __future__ import annotations

import re

from ..download.errors import DownloadError

_OPTION = re.compile(r"\b(overwrite=True|allow_private=True|max_bytes=|download_hosts=\[[^]]*\])")


def advise(error: DownloadError, target: object) -> None:
    """Say in the message of a failed download how to save the output after the batch, if an option helps."""
    if (found := _OPTION.search(str(error.__cause__ or ""))) is None:
        return
    option = "max_bytes=..." if found[1] == "max_bytes=" else found[1]
    error.message += (
        " map has no such option: save the output after the batch, by "
        f"api.download(outcome.result, {str(target)!r}, {option})."
    )
    vars(error)["advice"] = "The job is paid for, and no new one is needed."
