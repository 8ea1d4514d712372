"""A foreign project into which clients are vendored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen.build_result import BuildResult
from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from clientwright.evolution.vendor.verify_copies import CopyCheck, verify_copies
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs

TEXT = "kling/kling-3.0/standard/text-to-video"
IMAGE = "kling/kling-3.0/standard/image-to-video"


@dataclass(frozen=True, slots=True)
class ForeignProject:
    """The project's folder, and the specs of its client."""

    folder: Path
    root: Path

    @property
    def into(self) -> Path:
        """The folder that contains the client."""
        return self.folder / "src/shop/_vendor"

    @property
    def package(self) -> Path:
        """The client."""
        return self.into / "runcomfy"

    @property
    def specs(self) -> Specs:
        """The specs as they are now."""
        (found,) = load_specs(self.root).services
        return found

    def vendor(self, *asked: str, **manner: bool) -> BuildResult:
        """Vendor these endpoints."""
        return vendor_client(self.specs, self.into, asked, VendorOptions(**manner))

    def check(self, *, specs: bool = False) -> CopyCheck:
        """Check the project's only client."""
        (found,) = verify_copies(self.folder, [self.specs] if specs else [])
        return found

    def codes(self, *, specs: bool = False) -> dict[str, str]:
        """Return the problem code of each file, by its path in the client."""
        return {
            Path(problem.location.file).relative_to(self.package).as_posix(): problem.code
            for problem in self.check(specs=specs).problems
        }

    def change(self, old: str, new: str, endpoint: str = TEXT) -> None:
        """Replace a text in a spec."""
        path = self.root / f"runcomfy/{endpoint}.json"
        before = path.read_text("utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), "utf-8")


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Return every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
