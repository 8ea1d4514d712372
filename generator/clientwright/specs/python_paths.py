"""The path of an endpoint in a generated package, as Python names."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import PyName, module_name

ENDPOINT_EXPORTS = ("ENDPOINT", "Arguments", "Input", "Output", "request")
"""Names that the module of an endpoint exposes, and a folder that is an endpoint too.

Of the package's own names only `request` could be a segment: the others begin with a capital.
"""


_ERROR_CLASSES = (
    "ApiError",
    "AuthenticationError",
    "ClientClosed",
    "ClientError",
    "ConfigurationError",
    "InputRefused",
    "InsufficientBalance",
    "InvalidInput",
    "JobCancelled",
    "JobError",
    "JobFailed",
    "JobTimedOut",
    "NotFound",
    "OutputUnreadable",
    "PermissionDenied",
    "RateLimited",
    "RequestRefused",
    "ServerError",
    "SubmitUnknown",
    "TransportError",
    "UnexpectedAnswer",
)

PACKAGE_EXPORTS = {
    "_endpoints": ("request",),
    "_output": ("Output",),
    "_runtime.cancellation": ("Cancellation",),
    "_runtime.async_jobs": ("AsyncJob",),
    "_runtime.errors": _ERROR_CLASSES,
    "_runtime.batch.batch_progress": ("BatchProgress",),
    "_runtime.batch.batch_result": ("Batch",),
    "_runtime.batch.outcome": ("Outcome",),
    "_runtime.download.errors": ("DownloadError", "OutputExpired"),
    "_runtime.download.download_options": ("DownloadOptions", "Progress"),
    "_runtime.input_faults": ("Fault",),
    "_runtime.journal.async_journal": ("AsyncJournal",),
    "_runtime.journal.entry": ("Entry", "SavedFile"),
    "_runtime.journal.errors": ("BudgetReached", "JournalError", "KeyConflict"),
    "_runtime.journal.journal": ("Journal",),
    "_runtime.jobs": ("Job",),
    "_runtime.endpoint": ("Request",),
    "_runtime.job_updates": ("Update",),
    "_runtime.preview": ("Preview",),
    "_runtime.unchecked_input": ("InputWarning",),
    "_runtime.responses": ("Result", "Status", "Success"),
}
"""The package's names besides its clients and folders, by module."""


def python_path(service: Service, id: ModelId) -> tuple[PyName, ...]:
    """Return the names that lead from the package to an endpoint.

    A segment that would hide a name of the package, or of an endpoint, gets a trailing `_`.
    """
    names = map(module_name, service.segment_labels(id))
    return tuple(PyName(f"{name}_") if name in ENDPOINT_EXPORTS else name for name in names)


def renamed_segments(service: Service, id: ModelId) -> Iterator[tuple[str, tuple[PyName, ...]]]:
    """Yield each segment of an id that got a trailing `_`: the id up to it, and its path in Python."""
    path = python_path(service, id)
    for n, label in enumerate(service.segment_labels(id), 1):
        if path[n - 1] != module_name(label):
            yield "/".join(id.segments[:n]), path[:n]
