"""Answers of the service as values.

Status and result may use different vocabularies, so each has a type of its own. A job
whose status is finished may have failed: only its result shows which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from . import wire
from .service import Service

if TYPE_CHECKING:
    from typing import Unpack

    from .download.download_options import DownloadOptions, SavedFiles, TargetPath


_NOT_SHOWN = ("_job", "_output_at", "is_expired")
EXPIRED = "the service no longer has it"
OutputT = TypeVar("OutputT")
OutputT_co = TypeVar("OutputT_co", covariant=True)
ResultT = TypeVar("ResultT", bound="Result[Any]")
ShownT = TypeVar("ShownT", bound="ShownAnswer")


class ShownAnswer:
    """An answer that is shown without the token, if that is in it; its fields are as the service sent them."""

    def __repr__(self) -> str:
        shown: Any = shown_of(self)
        named = [one.name for one in fields(shown) if one.repr]
        values = ", ".join(f"{name}={getattr(shown, name)!r}" for name in named)
        return f"{type(self).__name__}({values})"


def shown_of(answer: ShownT) -> ShownT:
    """Return what an answer is shown as: itself, or one without the token."""
    shown: ShownT = vars(answer).get("_shown", answer)
    return shown


@dataclass(frozen=True, kw_only=True, repr=False)
class Status(ShownAnswer):
    """A job's status; `phase` is waiting, running, finished, cancelled or unknown.

    It is succeeded or failed where the status already tells that.
    """

    request_id: str
    status: str
    raw_status: str
    phase: str
    queue_position: int | None
    raw: Mapping[str, Any] = field(repr=False, hash=False)

    def __str__(self) -> str:
        place = "" if self.queue_position is None else f" (position {self.queue_position})"
        word = shown_of(self).status
        return f"{word}{' (unknown status)' if self.phase == 'unknown' else place}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Result(ShownAnswer, Generic[OutputT_co]):
    """A job's result so far; `phase` is waiting, running, succeeded, failed, cancelled or unknown.

    `unreadable` says why an output of another shape could not be read; `output` is None then.
    `raw` is the answer as it came; one that is no JSON object is under an empty key.
    """

    request_id: str
    status: str
    raw_status: str
    phase: str
    output: OutputT_co | None = field(hash=False)
    error: str | None
    created_at: str | None
    finished_at: str | None
    cost: Any = field(hash=False)
    raw: Mapping[str, Any] = field(hash=False)
    unreadable: str | None = None
    _job: ClassVar[Any] = None
    _output_at: ClassVar[str] = f"/{wire.OUTPUT}"
    is_expired: ClassVar[bool] = False
    """Whether the job succeeded, but the service no longer has its output."""

    @property
    def raw_output(self) -> Any:
        """The output as it came, or None."""
        found = wire.look(self._output_at, self.raw)
        return None if found is wire.MISSING else found

    def download(self, target: TargetPath, **options: Unpack[DownloadOptions]) -> SavedFiles:
        """Save every file of the output to a folder, or to a URL of fsspec; return what was saved.

        Files are named after the request id and their place in the output. A file that is there
        already is kept if it is the same. See `DownloadOptions` for the options.

        Raises:
            ConfigurationError: the target or an option cannot be used, or no sync client knows the result.
            DownloadError: a file could not be saved; its `files` were. `OutputExpired` if it is gone.
        """
        if self._job is None:
            raise import_module(f"{__package__}.download.errors").no_sync_client()
        saved: SavedFiles = self._job.download(target, self, **options)
        return saved

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_job"}

    @property
    def urls(self) -> tuple[str, ...]:
        """Every URL in the output: of its files where an endpoint documents them, else as it came; each once."""
        documented: Any = self.output
        if hasattr(documented, "prose"):
            return tuple(documented.urls)
        from .output_urls import urls_in

        return tuple(dict.fromkeys(urls_in(self.raw_output)))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._known().items())
        return f"{type(self).__name__}({shown})"

    def _repr_html_(self) -> str:
        from .notebook import result_page

        return result_page(self._known())

    def _known(self) -> dict[str, Any]:
        """Return what the answer has, without what another field says too."""
        hidden = {"raw", *_NOT_SHOWN, "raw_status" * (self.raw_status == self.status)}
        hidden.add("phase" * (self.phase != "unknown"))
        return {k: v for k, v in vars(shown_of(self)).items() if v is not None and k not in hidden}


@dataclass(frozen=True, kw_only=True, repr=False)
class Success(Result[OutputT_co]):
    """The result of a job that succeeded; `output` is present."""

    output: OutputT_co = field(hash=False)


def parse_status(
    service: Service,
    request_id: str,
    data: Mapping[str, Any],
    headers: Mapping[str, str] = wire.NO_HEADERS,
    operation: str = "status",
) -> Status:
    """Parse an answer to a status, or one of another operation that is answered as a status is.

    Raises:
        ValueError: it has no status, or names another request.
    """
    check_request_id(service, operation, request_id, data, headers)
    raw = required_text(service, operation, wire.STATUS, data, headers)
    status, phase = service.status(raw)
    position = wire.wire_of(service).read(operation, wire.QUEUE_POSITION, data, headers)
    known = isinstance(position, int) and not isinstance(position, bool)
    if phase == "finished" and service.failed_at:
        phase = phase_of_finished(service, operation, data, headers)
    return Status(
        request_id=request_id,
        status=status,
        raw_status=raw,
        phase=phase,
        queue_position=position if known else None,
        raw=wire.raw_of(data),
    )


def phase_of_finished(
    service: Service, operation: str, data: Any, headers: Mapping[str, str]
) -> str:
    """Return what the status of a finished job shows: failed, cancelled, or finished if only its result can tell."""
    if not wire.wire_of(service).shows_failure(data, headers):
        return "finished"
    code = wire.code_of(wire.wire_of(service).read(operation, wire.CODE, data, headers))
    code = code or wire.wire_of(service).code(data, headers, refused=True)
    is_cancelled = code is not None and service.errors.get(code) == "cancelled"
    return "cancelled" if is_cancelled else "failed"


def parse_result(
    service: Service,
    request_id: str,
    output: type[OutputT] | None,
    data: Mapping[str, Any],
    *,
    headers: Mapping[str, str] = wire.NO_HEADERS,
    phase: str = "",
) -> Result[OutputT]:
    """Parse an answer to a result; a `Success` if the job succeeded and its output can be read.

    `phase` is the job's, where the answer does not tell it.

    Raises:
        ValueError: it has no status, or names another request.
    """
    check_request_id(service, "result", request_id, data, headers)
    raw = phase or required_text(service, "result", wire.STATUS, data, headers)
    status, phase = (raw, phase) if phase else service.result(raw)
    found = wire.wire_of(service).find("result", wire.OUTPUT, data, headers)
    read, unreadable = None, None
    expired = phase == "succeeded" and is_gone(service, found, data, headers)
    if expired:
        unreadable = EXPIRED
    elif phase == "succeeded":
        read, unreadable = _parse_output(output, found, null=not service.ends_by_http)
    is_null = found is None and phase == "succeeded" and service.null_output and not unreadable
    kind: Any = Success if read is not None or is_null else Result
    result: Result[OutputT] = kind(
        request_id=request_id,
        status=status,
        raw_status=raw,
        phase=phase,
        output=read,
        **facts_of(service, "result", phase, data, headers),
        raw=wire.raw_of(data),
        unreadable=unreadable,
    )
    place = wire.wire_of(service).result_place if isinstance(data, dict) else wire.BARE
    told = {"_output_at": place} if place or phase == "succeeded" else {}
    for name, value in {**told, "is_expired": expired}.items():
        if getattr(result, name) != value:
            object.__setattr__(result, name, value)  # frozen
    return result


def facts_of(
    service: Service, operation: str, phase: str, data: Any, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Return the other facts of a result, from an answer that has them."""

    def read(name: str) -> Any:
        return wire.wire_of(service).read(operation, name, data, headers)

    times = ((name, read(name)) for name in (wire.CREATED_AT, wire.FINISHED_AT))
    return {
        wire.ERROR: wire.error_text(read(wire.ERROR))
        or (wire.wire_of(service).words(data) if phase == "failed" else None),
        **{name: found if isinstance(found, str) else None for name, found in times},
        wire.COST: read(wire.COST),
    }


def is_gone(service: Service, output: Any, data: Any, headers: Mapping[str, str]) -> bool:
    """Return whether an answer shows that the output of a job that succeeded is no longer there."""
    is_nothing = output is wire.MISSING or output in (None, "", [], {})
    return is_nothing and wire.wire_of(service).is_expired(data, headers)


def belong_to(job: object, result: ResultT) -> ResultT:
    """Let a result know the sync job that it is of, for its download."""
    object.__setattr__(result, "_job", job)
    return result


def is_output_empty(result: Result[Any]) -> bool:
    """Return whether a result has no output, or one with nothing in it."""
    return result.raw_output in (None, "", [], {})


def _parse_output(output: type[Any] | None, data: Any, *, null: bool) -> tuple[Any, str | None]:
    """Return the output, or None and why it cannot be read; an answer may have none yet, or `null` for it."""
    validate = getattr(output, "model_validate", None)
    if data is wire.MISSING or validate is None:
        return None if data is wire.MISSING else data, None
    try:
        return validate(data), None
    except ValueError as error:
        return None, None if data is None and null else str(error)


def check_request_id(
    service: Service,
    operation: str,
    request_id: str,
    data: Any,
    headers: Mapping[str, str] = wire.NO_HEADERS,
) -> None:
    """Raise ValueError if an answer names another request; a number is named by its digits."""
    named = wire.wire_of(service).find(operation, wire.REQUEST_ID, data, headers)
    named = request_id if named is wire.MISSING else named
    is_number = isinstance(named, int) and not isinstance(named, bool)
    if (str(named) if is_number else named) != request_id:
        raise ValueError(f"the answer is about request {named!r}, not {request_id!r}")


def required_text(
    service: Service, operation: str, name: str, data: Any, headers: Mapping[str, str]
) -> str:
    """Return a text of an answer; raise ValueError if it is not there."""
    value = wire.wire_of(service).read(operation, name, data, headers)
    if not isinstance(value, str):
        place = wire.wire_of(service).place(operation, name) or f"/{name}"
        raise ValueError(f"the answer has no text under {place.removeprefix('/')!r}")
    return value
