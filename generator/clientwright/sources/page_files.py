"""The files of a folder that can be pages."""

from __future__ import annotations

from pathlib import Path

PAGE_SUFFIXES = (".txt", ".html", ".htm", ".md", ".json")


def list_page_files(folder: Path) -> list[str]:
    """Return the files directly in a folder whose names end like those of pages, in order."""
    return [str(path) for path in sorted(folder.iterdir()) if _is_page_file(path)]


def _is_page_file(path: Path) -> bool:
    return path.suffix.lower() in PAGE_SUFFIXES and path.is_file()
