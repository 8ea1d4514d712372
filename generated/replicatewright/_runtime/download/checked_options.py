# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The options and the target of a download, checked before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import fsencode, fspath

from ..errors import ConfigurationError
from ..settings import check_callback, check_seconds
from .addresses import HostName
from .download_options import DownloadOptions, Progress, TargetPath
from .target_secrets import shown_target

MAX_BYTES = 2 * 1024**3
"""Size limit of one file, unless the caller sets another."""


@dataclass(frozen=True)
class CheckedOptions:
    """The options of a download, checked and with their defaults."""

    overwrite: bool = False
    max_bytes: int = MAX_BYTES
    download_hosts: Sequence[str] = ()
    allow_private: bool = False
    timeout: float | None = 1800.0
    on_progress: Callable[[Progress], object] | None = None

    def __post_init__(self) -> None:
        """Check every option.

        Raises:
            ConfigurationError: one of them cannot be used.
        """
        for name in ("overwrite", "allow_private"):
            if not isinstance(given := vars(self)[name], bool):
                raise ConfigurationError(f"{name} is {given!r}; it must be True or False.")
        _check_size(self.max_bytes)
        check_seconds(self.timeout, none=True, zero=False)
        _check_list(self.download_hosts)
        self.hosts()

    def hosts(self) -> tuple[HostName, ...]:
        """Return the hosts that the caller allows.

        Raises:
            ConfigurationError: one of them is no host.
        """
        return tuple(map(HostName.parse, self.download_hosts))


def checked(options: DownloadOptions, *, sync: bool) -> CheckedOptions:
    """Return the options with their defaults.

    Raises:
        ConfigurationError: one of them is unknown, or cannot be used.
    """
    known = DownloadOptions.__optional_keys__
    if unknown := sorted(options.keys() - known):
        raise ConfigurationError(
            f"a download has no option {unknown[0]!r}; it has {', '.join(sorted(known))}."
        )
    check_callback(options.get("on_progress"), sync=sync, name="on_progress")
    return CheckedOptions(**options)


def target_text(target: TargetPath) -> str:
    """Return a target as text.

    Raises:
        ConfigurationError: it is neither text nor a path, or empty.
    """
    try:
        found: object = fspath(target)
    except TypeError:
        found = None
    if not isinstance(found, str) or not found.strip() or "\0" in found:
        text = shown_target(target) if isinstance(target, str) else target
        raise ConfigurationError(
            f"the target of the download is {text!r}; it must be a folder, or a URL of fsspec."
        )
    try:
        fsencode(found)
    except UnicodeEncodeError:
        raise ConfigurationError(
            f"the target of the download is {shown_target(found)!a}; it has a letter that no name "
            "of a file can have."
        ) from None
    if found == "~" or found.startswith(("~/", "~\\")):
        raise ConfigurationError(
            f"the target of the download is {found!r}; only a shell puts the home folder for ~: "
            "pass Path(...).expanduser(), or the absolute path of a folder that has this name."
        )
    return found


def _check_size(limit: object) -> None:
    if not isinstance(limit, int) or isinstance(limit, bool) or limit <= 0:
        raise ConfigurationError(f"max_bytes is {limit!r}; it must be a number of bytes.")


def _check_list(hosts: object) -> None:
    if isinstance(hosts, str) or not isinstance(hosts, Sequence):
        raise ConfigurationError(
            f'download_hosts is {hosts!r}; it must be a list of hosts, such as ["cdn.example.com"].'
        )
