"""Find the files of a specs folder: those of the services, and their specs; a service's own folder means that service only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from clientwright.errors import ClientwrightError, UsageError
from clientwright.io.atomic_files import read_text
from clientwright.io.json_types import is_dict
from clientwright.problems import nearest_name

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


def service_folder(root: Path, name: str) -> Path:
    """Return the folder of a service in a specs folder, which may be that folder itself.

    Raises:
        UsageError: there is no such service; the message names the nearest, or all.
    """
    folders = {file.resolve().parent.name: file.parent for file in find_service_files(root)}
    if name not in folders:
        raise UsageError(unknown_service(name, folders, root))
    return folders[name]


def unknown_service(name: str, known: Iterable[str], where: object) -> str:
    """Return the message that there is no such service; it names the nearest, and all that there are."""
    close = nearest_name(name, known := sorted(known))
    hint = f"did you mean {close!r}? " if close else ""
    return f"{where}: there is no service named {name!r}; {hint}known: {', '.join(known) or 'none'}"
