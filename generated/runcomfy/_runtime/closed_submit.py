# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What becomes of a submit that was on its way while its client was closed."""

from __future__ import annotations

from .errors import ClientClosed, SubmitUnknown


def error_of_closed(endpoint: str, sent: bool, error: BaseException | None) -> BaseException:
    """Return the error of a submit that ended without a job while the client was closed."""
    if isinstance(error, SubmitUnknown):
        error.message += "; the client was closed meanwhile"
    if isinstance(error, Exception):
        return error
    if sent:
        text = "the submit may have been accepted: the client was closed before its answer came"
        return SubmitUnknown(text, endpoint=endpoint)
    text = "the client was closed before the submit was sent; no job was accepted"
    return ClientClosed(text, endpoint=endpoint)
