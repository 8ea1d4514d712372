"""Where a command's specs are: the folder that the user named, `specs/`, or those shipped with clientwright."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

import clientwright
from clientwright.cli import options, printer
from clientwright.cli.console import track_steps
from clientwright.errors import UsageError
from clientwright.specs.bundled_data import data_folder

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_plan import SpecsFolder
    from clientwright.sources.documents import Source


@dataclass(frozen=True, slots=True)
class SpecsSource:
    """A folder of specs; `packaged` are those shipped with clientwright."""

    root: Path
    packaged: bool = False

    def __str__(self) -> str:
        is_service = (self.root / "service.json").is_file()
        folder = self.root.parent if is_service else self.root
        return describe_packaged() if self.packaged else f"the specs in {folder}"


def describe_packaged() -> str:
    """Return a name for the specs shipped with clientwright, without a path of this machine."""
    return f"the specs of clientwright {clientwright.__version__}"


def is_specs_option_given(context: click.Context) -> bool:
    """Return whether the user wrote `--specs`, or chose a service."""
    return (
        bool(options.chosen_service(context))
        or context.get_parameter_source("specs") is ParameterSource.COMMANDLINE
    )


def choose_specs(context: click.Context, root: Path, service: str | None = None) -> SpecsSource:
    """Return the folder that the user named, else `specs/` if it has the service, else the packaged specs.

    Without `service`, any service will do.
    """
    names = _service_names(root)
    if is_specs_option_given(context) or service in names or (names and service is None):
        return SpecsSource(root)
    packaged = data_folder()
    if not names or service in _service_names(packaged):
        return SpecsSource(packaged, packaged=True)
    return SpecsSource(root)


def find_specs_root(context: click.Context, root: Path) -> Path:
    """Return the folder of the specs that a command reads; name the packaged ones on stderr if it is them."""
    source = choose_specs(context, root)
    if source.packaged:
        printer.print_line(f"There are no specs in {root}; using {source}.", err=True)
    return source.root


def require_specs(context: click.Context, root: Path) -> None:
    """Check that there are specs, for a command that never takes the packaged ones by itself.

    Raises:
        UsageError: there are none where the user named no folder; the message names the packaged ones.
    """
    if is_specs_option_given(context) or _service_names(root) or (root / "service.json").is_file():
        return
    raise UsageError(
        f"there are no specs in {root}: run 'clientwright import' first, or name a folder, such as that "
        f"of {describe_packaged()}: --specs {shlex.quote(str(data_folder()))}"
    )


def _service_names(root: Path) -> set[str]:
    return {path.parent.name for path in root.glob("*/service.json")}


def read_catalogue_sources(names: Sequence[str], have: SpecsFolder) -> list[Source]:
    """Return the saved catalogue responses, or fetch the catalogue of the service if none are named.

    Raises:
        SourceError: a file cannot be read.
        UsageError: the environment contains no token.
        ProviderUnreachable: the API does not respond, or rejects the token.
    """
    return _read_saved(names) if names else _fetch_live(have)


def _fetch_live(have: SpecsFolder) -> list[Source]:
    from clientwright.evolution.sync import fetch_catalogue

    with (
        fetch_catalogue.open_catalogue(have.service) as client,
        track_steps("Fetching") as progress,
    ):
        return fetch_catalogue.fetch_pages(client, progress)


def _read_saved(names: Sequence[str]) -> list[Source]:
    from clientwright.sources.catalogue import load_catalogue

    return [load_catalogue(name) for name in names]
