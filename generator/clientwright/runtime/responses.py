"""Answers of the service as values.

`/status` and `/result` use different vocabularies, so each has a type of its own. A job
whose status is finished may have failed: only its result shows which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from . import wire
from .service import Service

if TYPE_CHECKING:
    from typing import Unpack

    from .download.download_options import DownloadOptions, SavedFiles, TargetPath


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
    """A job's status; `phase` is waiting, running, finished, cancelled or unknown."""

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

        return tuple(dict.fromkeys(urls_in(self.raw.get(wire.OUTPUT))))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._known().items())
        return f"{type(self).__name__}({shown})"

    def _repr_html_(self) -> str:
        from .notebook import result_page

        return result_page(self._known())

    def _known(self) -> dict[str, Any]:
        """Return what the answer has, without what another field says too."""
        hidden = {"raw", "_job", "raw_status" * (self.raw_status == self.status)}
        hidden.add("phase" * (self.phase != "unknown"))
        return {k: v for k, v in vars(shown_of(self)).items() if v is not None and k not in hidden}


@dataclass(frozen=True, kw_only=True, repr=False)
class Success(Result[OutputT_co]):
    """The result of a job that succeeded; `output` is present."""

    output: OutputT_co = field(hash=False)


def parse_status(service: Service, request_id: str, data: Mapping[str, Any]) -> Status:
    """Parse a `/status` answer.

    Raises:
        ValueError: it has no status, or names another request.
    """
    check_request_id(request_id, data)
    raw = required_text(data, wire.STATUS)
    status, phase = service.status(raw)
    position = data.get(wire.QUEUE_POSITION)
    known = isinstance(position, int) and not isinstance(position, bool)
    return Status(
        request_id=request_id,
        status=status,
        raw_status=raw,
        phase=phase,
        queue_position=position if known else None,
        raw=data,
    )


def parse_result(
    service: Service, request_id: str, output: type[OutputT] | None, data: Mapping[str, Any]
) -> Result[OutputT]:
    """Parse a `/result` answer; a `Success` if the job succeeded and its output can be read.

    Raises:
        ValueError: it has no status, or names another request.
    """
    check_request_id(request_id, data)
    raw = required_text(data, wire.STATUS)
    status, phase = service.result(raw)
    found = data.get(wire.OUTPUT) if phase == "succeeded" else None
    read, unreadable = _parse_output(output, found)
    kind: Any = Result if read is None else Success
    result: Result[OutputT] = kind(
        request_id=request_id,
        status=status,
        raw_status=raw,
        phase=phase,
        output=read,
        error=wire.error_text(data.get(wire.ERROR))
        or (wire.error_text(data) if phase == "failed" else None),
        created_at=_optional_text(data, wire.CREATED_AT),
        finished_at=_optional_text(data, wire.FINISHED_AT),
        cost=data.get(wire.COST),
        raw=data,
        unreadable=unreadable,
    )
    return result


def belong_to(job: object, result: ResultT) -> ResultT:
    """Let a result know the sync job that it is of, for its download."""
    object.__setattr__(result, "_job", job)
    return result


def is_output_empty(result: Result[Any]) -> bool:
    """Return whether a result has no output, or one with nothing in it."""
    return result.raw.get(wire.OUTPUT) in (None, "", [], {})


def _parse_output(output: type[OutputT] | None, data: Any) -> tuple[OutputT | None, str | None]:
    """Return the output, or None and why it cannot be read."""
    validate = getattr(output, "model_validate", None)
    if data is None or validate is None:
        return cast("OutputT | None", data), None
    try:
        return cast("OutputT", validate(data)), None
    except ValueError as error:
        return None, str(error)


def check_request_id(request_id: str, data: Mapping[str, Any]) -> None:
    """Raise ValueError if an answer names another request; a number is named by its digits."""
    named = data.get(wire.REQUEST_ID, request_id)
    is_number = isinstance(named, int) and not isinstance(named, bool)
    if (str(named) if is_number else named) != request_id:
        raise ValueError(f"the answer is about request {named!r}, not {request_id!r}")


def required_text(data: Mapping[str, Any], key: str) -> str:
    """Return a text of an answer; raise ValueError if it is not there."""
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f"the answer has no text under {key!r}")
    return value


def _optional_text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None
