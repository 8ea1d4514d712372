"""Find the files of a specs folder: those of the services, and their specs; a service's own folder means that service only."""

from __future__ import annotations

import json
from pathlib import Path

from clientwright.errors import ClientwrightError
from clientwright.io.atomic_files import read_text
from clientwright.io.json_types import is_dict

SERVICE_FILE = "service.json"


def find_service_files(folder: Path) -> list[Path]:
    """Return the service files that a folder means: all in a specs folder, one in a service's folder."""
    # `.` and `..` have no name to compare with the service's, and no folder above in their path.
    own = (folder if folder.name not in ("", "..") else folder.resolve()) / SERVICE_FILE
    return sorted(folder.glob(f"*/{SERVICE_FILE}")) or ([own] if own.is_file() else [])


def spec_paths(service_file: Path) -> list[Path]:
    """Return the paths of the specs of a service's endpoints, in order; whatever is there, also a folder, counts."""
    return sorted(path for path in service_file.parent.rglob("*.json") if path != service_file)


def specs_root(folder: Path) -> Path:
    """Return the specs folder; for the folder of a service, the folder above it."""
    files = find_service_files(folder)
    return files[0].parent.parent if files else folder


def package_name(service_file: Path) -> str:
    """Return the name of a service's package; that of its folder if the file does not say one that can be read."""
    document = read_service_document(service_file)
    found = document.get("package", document.get("name"))
    return found if isinstance(found, str) and found.isidentifier() else service_file.parent.name


def read_service_document(service_file: Path) -> dict[str, object]:
    """Return the content of a service's file, which may be no service's; nothing if it is no JSON object."""
    try:
        document = json.loads(read_text(service_file))
    except (ClientwrightError, ValueError, RecursionError):
        return {}
    return document if is_dict(document) else {}
