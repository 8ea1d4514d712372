"""Write recorded cassettes in another format, without recording them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.errors import UsageError
from clientwright.specs.model import Service
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import (
    JSON_SUFFIX,
    NO_CASSETTE,
    VCR_SUFFIX,
    cassettes_in,
)
from clientwright.testing.cassettes.errors import UnusableCassette


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of one cassette: `written`, `unchanged` or `failed`, and why."""

    source: Path
    path: Path
    status: str
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the conversion as JSON data."""
        files = {"source": str(self.source), "file": str(self.path)}
        return {**files, "became": self.status, "reason": self.reason}


def convert_folder(service: Service, source: Path, into: Path, suffix: str) -> Iterator[Conversion]:
    """Write the cassettes of a folder that are in the other format; files of others are left out.

    Raises:
        UsageError: there are none, a file cannot be written, or the folder holds both formats.
    """
    other = JSON_SUFFIX if suffix == VCR_SUFFIX else VCR_SUFFIX
    to_text = cassette_files.text_format(suffix, service)
    found = False
    files = [*cassettes_in(source, service, other)]
    paths = [(into / one.relative_to(source)).with_name(f"{one.stem}{suffix}") for one in files]
    beside = next((path for path in paths if path.exists()), None)
    if beside and into.resolve() == source.resolve():
        raise UsageError(
            f"{source} holds cassettes of both formats, such as {beside}: name another folder to "
            "write to, or delete those that are to be written again"
        )
    for file, path in zip(files, paths, strict=True):
        try:
            cassette = cassette_files.read(file)
        except UnusableCassette as error:
            if error.reason != NO_CASSETTE:
                found = True
                yield Conversion(file, path, "failed", error.reason)
            continue
        found = True
        written = cassette_files.write(path, cassette, to_text)
        yield Conversion(file, path, "written" if written else "unchanged")
    if not found:
        raise UsageError(
            f"no cassettes of the other format in {source}: name the folder that contains "
            f"{service.name}/, with files that end in {other}"
        )
