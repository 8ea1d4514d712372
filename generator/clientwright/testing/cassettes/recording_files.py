"""The recordings in a folder: our cassettes, and the calls to the service in anybody's files of vcrpy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.specs.model import Service
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import FORMAT_KEY, JSON_SUFFIX, NO_CASSETTE
from clientwright.testing.cassettes.cassette_model import Cassette, RawExchange
from clientwright.testing.cassettes.errors import UnusableCassette
from clientwright.testing.cassettes.plain_values import (
    MAX_BYTES,
    PlainDocument,
    UnreadableDocument,
    UnreadValue,
    parse_json_document,
    parse_yaml_document,
)
from clientwright.testing.cassettes.problems import (
    NoCallOfService,
    NotARecording,
    UnknownYamlTag,
    UnreadableCall,
    UnreadableRecording,
)
from clientwright.testing.cassettes.service_addresses import ServiceAddresses
from clientwright.testing.cassettes.vcr_calls import CallEntry, UnreadablePart, read_entries
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import OperationCall, identify_call
from clientwright.testing.service_wire import ServiceWire

_SUFFIXES = frozenset({".json", ".yaml", ".yml", ""})
_SIGN = b"interactions"
"""What is in every recording of vcrpy; a broken file without it may be anything."""
_HEAD = 64 * 1024
_OTHER_TOOLS = {"http_interactions": "it is a cassette of VCR for Ruby, or of Betamax"}


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A recorded call to the service, and its answer; `raw` is as sent, with its secrets."""

    raw: RawExchange
    exchange: Exchange
    operation: OperationCall


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """What was read of a file: our cassette, or the calls to the service, and what is wrong."""

    path: Path
    cassette: Cassette | None = None
    calls: tuple[ServiceCall, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingReader:
    """Reads the files of a folder, one at a time."""

    folder: Path
    addresses: ServiceAddresses

    @property
    def service(self) -> Service:
        """The service whose calls are read."""
        return self.addresses.service

    def paths(self) -> Iterator[Path]:
        """Yield the files that may be recordings, sorted; links to folders are not followed.

        A folder that cannot be listed is yielded itself.
        """
        barred: list[Path] = []
        for folder, inner, names in os.walk(
            self.folder, onerror=lambda error: barred.append(Path(error.filename))
        ):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if path.suffix.lower() in _SUFFIXES and not name.startswith("."):
                    yield path
        yield from (path for path in barred if path.exists())

    def read(self, path: Path) -> RecordingFile:
        """Read a file; whatever is wrong with it is a problem."""
        own = path.suffix == JSON_SUFFIX and path.is_relative_to(self.folder / self.service.name)
        if own:
            try:
                return self._own(path, cassette_files.read(path))
            except UnusableCassette as error:
                if error.reason != NO_CASSETTE:
                    return _broken(path, error.reason)
        try:
            data = _read_bytes(path)
        except OSError as error:
            return _broken(path, f"it cannot be opened ({error.strerror or error})")
        evident = own or _SIGN in data[:_HEAD]
        if path.suffix == "" and not evident:
            return RecordingFile(path)
        try:
            document = _parse(data)
        except UnreadableDocument as error:
            return _broken(path, error.reason, error.line, evident=evident)
        return self._read_document(path, document, own=own)

    def _own(self, path: Path, cassette: Cassette) -> RecordingFile:
        name = cassette.header.service
        if name == self.service.name:
            return RecordingFile(path, cassette)
        if path.is_relative_to(self.folder / name):
            return RecordingFile(path)  # another service's, where that has its own
        return RecordingFile(path, problems=(self._others(path, [cassette.header.service]),))

    def _others(self, path: Path, hosts: Iterable[str]) -> NoCallOfService:
        base_url = str(self.service.document["base_url"])
        return NoCallOfService(Location(str(path)), tuple(dict.fromkeys(hosts)), base_url)

    def _read_document(self, path: Path, document: PlainDocument, *, own: bool) -> RecordingFile:
        value = document.value
        if is_dict(value) and FORMAT_KEY in value:
            try:
                return self._own(path, cassette_files.parse_document(value, str(path)))
            except UnusableCassette as error:
                return _broken(path, error.reason)
        if _is_old(value):
            return _broken(
                path,
                "it is in the format of vcrpy before 1.0, which python -m vcr.migration renews",
            )
        reason = _other_kind(value)
        if reason:
            return _broken(path, reason, evident=own)
        return self._read_calls(path, document)

    def _read_calls(self, path: Path, document: PlainDocument) -> RecordingFile:
        found = list(read_entries(document))
        entries = [one for one in found if isinstance(one, CallEntry)]
        bases = self.addresses.bases(entries)
        problems = [_call_problem(path, one) for one in found if isinstance(one, UnreadablePart)]
        calls: list[ServiceCall] = []
        own = 0
        for entry in entries:
            try:
                part = self.addresses.path_of(entry, bases)
                call = self._service_call(entry, part) if part else None
            except UnreadablePart as error:
                own += 1
                problems.append(_call_problem(path, error))
                continue
            own += call is not None
            if call is not None and not _is_redirect(call):
                calls.append(call)
        if entries and not own:
            problems.append(self._others(path, (one.host for one in entries)))
        return RecordingFile(path, None, tuple(calls), tuple(problems))

    def _service_call(self, entry: CallEntry, path: str) -> ServiceCall | None:
        operation = identify_call(self.service, Exchange(entry.method, path, "mine", None))
        if operation is None:
            return None
        raw = entry.read()
        return ServiceCall(raw, _exchange(raw, path, ServiceWire.of(self.service)), operation)


def _exchange(raw: RawExchange, path: str, wire: ServiceWire) -> Exchange:
    sent_type, got_type = _content_type(raw.sent_headers), _content_type(raw.headers)
    text = raw.body.decode("utf-8", "replace")
    sent = raw.sent or None
    headers = tuple(
        (n.lower(), value) for n, value in raw.headers if n.lower() in wire.named_headers
    )
    call = Exchange(raw.method, path, "mine", sent, raw.status, got_type, text, wire=wire)
    return replace(call, sent_type=sent_type, headers=headers)


def _content_type(headers: Iterable[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _is_redirect(call: ServiceCall) -> bool:
    """Return whether the answer only leads elsewhere: no promise is about it."""
    return 300 <= call.exchange.status < 400


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        path.stat()
        raise OSError(
            "the folder cannot be listed" if path.is_dir() else "it is not a regular file"
        )
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _parse(data: bytes) -> PlainDocument:
    """Parse JSON or YAML, whatever the file's name: vcrpy writes YAML under any name."""
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"it is larger than {MAX_BYTES // 2**20} MiB")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return parse_yaml_document(data)
    try:
        return parse_json_document(data)
    except UnreadableDocument as error:
        try:
            return parse_yaml_document(data)
        except UnreadableDocument:
            raise error from None


def _is_old(value: Any) -> bool:
    return is_list(value) and bool(value) and is_dict(value[0]) and "request" in value[0]


def _other_kind(value: Any) -> str:
    """Return why a document is no recording, or an empty string if it may be one."""
    if not is_dict(value):
        return "it does not hold an object"
    other = next((reason for name, reason in _OTHER_TOOLS.items() if name in value), "")
    if other or "interactions" not in value:
        return other or "it has no 'interactions'"
    held = value["interactions"]
    if not isinstance(held, list | UnreadValue):
        return "its 'interactions' are not a list"
    return "" if held else "it holds no calls"


def _broken(path: Path, reason: str, line: int = 0, *, evident: bool = True) -> RecordingFile:
    location = Location(str(path), line=line)
    kind = UnreadableRecording if evident else NotARecording
    return RecordingFile(path, problems=(kind(location, reason),))


def _call_problem(path: Path, error: UnreadablePart) -> Problem:
    location = Location(str(path), error.pointer, error.line)
    if error.tag:
        return UnknownYamlTag(location, error.tag)
    return UnreadableCall(location, error.reason)
