"""A project of somebody else's, into which clients are vendored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen.package_build import BuildResult
from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from clientwright.evolution.vendor.verify_copies import CopyCheck, verify_copies
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs

TEXT = "kling/kling-3.0/standard/text-to-video"
IMAGE = "kling/kling-3.0/standard/image-to-video"


@dataclass(frozen=True, slots=True)
class ForeignProject:
    """The project's folder, and the specs that its client is made of."""

    folder: Path
    root: Path

    @property
    def into(self) -> Path:
        """The folder that holds the client."""
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
        """Vendor what is asked for."""
        return vendor_client(self.specs, self.into, asked, VendorOptions(**manner))

    def check(self, *, specs: bool = False) -> CopyCheck:
        """Check the one client of the project."""
        (found,) = verify_copies(self.folder, [self.specs] if specs else [])
        return found

    def codes(self, *, specs: bool = False) -> dict[str, str]:
        """Give what is wrong with each file, by its path in the client."""
        return {
            Path(problem.location.file).relative_to(self.package).as_posix(): problem.code
            for problem in self.check(specs=specs).problems
        }

    def change(self, old: str, new: str, endpoint: str = TEXT) -> None:
        """Change a text in a spec."""
        path = self.root / f"runcomfy/{endpoint}.json"
        before = path.read_text("utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), "utf-8")


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Give every file below a folder, with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
