"""What is found while specs are held against a catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.errors import ClientwrightError
from clientwright.problems import Location, Problem, Severity, quote_value
from clientwright.sources.load_source import is_url

_EVERY_PAGE = (
    "Give every page of it (--catalogue several times), or one answer with a larger limit."
)


class ProviderUnreachable(ClientwrightError):
    """The provider's catalogue cannot be had: nothing answers, or what answers is not the API."""

    exit_code = 3

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        """Say where, why, and what to try."""
        hint = advice or "Try again later, or sync from a saved answer with --catalogue."
        super().__init__(f"{url}: {reason}.\n{hint}")


@dataclass(frozen=True, slots=True)
class EntryRepeated(Problem):
    """An endpoint that a catalogue lists twice, in the same words."""

    model_id: str
    other: Location
    code: ClassVar[str] = "entry-repeated"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.model_id)} is listed twice, here and at {self.other}, in the same words."

    def advice(self) -> str:
        """Say what to try."""
        return "It was taken once. Pages of a catalogue that overlap look like this."


@dataclass(frozen=True, slots=True)
class EntriesDisagree(Problem):
    """An endpoint that a catalogue lists twice, and not the same."""

    model_id: str
    other: Location
    code: ClassVar[str] = "entries-disagree"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.model_id)} is listed twice, here and at {self.other}, and the two differ."

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Neither was taken. Fetch the catalogue again; if it still has both, ask the provider."
        )


@dataclass(frozen=True, slots=True)
class CatalogueIncomplete(Problem):
    """A catalogue that does not hold what it says it holds: nothing can be said to be gone."""

    entries: int
    total: int
    code: ClassVar[str] = "catalogue-incomplete"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return (
            f"the catalogue says it has {self.total} endpoints, and {self.entries} are here; "
            "so no endpoint is retired."
        )

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Sync again; if it says so again, ask the provider."
            if is_url(self.location.file)
            else _EVERY_PAGE
        )


@dataclass(frozen=True, slots=True)
class CatalogueGoesOn(Problem):
    """A catalogue that says itself that more follows: nothing can be said to be gone."""

    entries: int
    code: ClassVar[str] = "catalogue-goes-on"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return (
            f"{self.entries} endpoints are here, and the catalogue says that more follow; "
            "so no endpoint is retired."
        )

    def advice(self) -> str:
        """Say what to try."""
        return _EVERY_PAGE


@dataclass(frozen=True, slots=True)
class CatalogueUnnamed(Problem):
    """A catalogue with entries that do not say whose they are: nothing can be said to be gone."""

    entries: int
    code: ClassVar[str] = "catalogue-unnamed"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        count = f"{self.entries} {'entry has' if self.entries == 1 else 'entries have'}"
        return f"{count} no usable id, so nobody can tell which endpoints are missing."

    def advice(self) -> str:
        """Say what to try."""
        return "Each is a problem of its own; sync again when the provider has mended them."


@dataclass(frozen=True, slots=True)
class CatalogueEmpty(Problem):
    """A catalogue without any endpoint."""

    code: ClassVar[str] = "catalogue-empty"

    def found(self) -> str:
        """Say what was found."""
        return "the catalogue lists no endpoint at all."

    def advice(self) -> str:
        """Say what to try."""
        return "Fetch it again, without a search or filter. Nothing was changed."


@dataclass(frozen=True, slots=True)
class GoneUnsure(Problem):
    """Endpoints that are not listed, in a catalogue of which nobody knows whether it is whole."""

    gone: tuple[str, ...]
    reason: str
    code: ClassVar[str] = "gone-unsure"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"{list_ids(self.gone)} not listed, but {self.reason}, so nothing is retired."

    def advice(self) -> str:
        """Say what to try."""
        return "If they are gone, sync again with --whole; if not, save the whole catalogue."


@dataclass(frozen=True, slots=True)
class TooManyGone(Problem):
    """So many endpoints are not listed that it is more likely no whole catalogue."""

    gone: tuple[str, ...]
    listed: int
    code: ClassVar[str] = "too-many-gone"

    def found(self) -> str:
        """Say what was found."""
        return (
            f"{list_ids(self.gone)} no longer listed, of {self.listed} that were. The answer to a "
            "search or a category looks like this, so nothing is retired."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "If they are gone, sync again with --whole; if not, fetch the catalogue without a filter."


def list_ids(ids: tuple[str, ...]) -> str:
    """Count endpoints, with the first of them."""
    first = ", ".join(quote_value(id) for id in ids[:3])
    rest = " …" if ids[3:] else ""
    return f"{len(ids)} endpoint{'s'[: len(ids) != 1]} ({first}{rest}) {'are' if ids[1:] else 'is'}"


@dataclass(frozen=True, slots=True)
class NotListed(Problem):
    """An endpoint that was imported from pages and that no catalogue has listed."""

    model_id: str
    code: ClassVar[str] = "not-listed"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"the catalogue does not list {quote_value(self.model_id)}, and never did."

    def advice(self) -> str:
        """Say what to try."""
        return "It was imported from a page and is kept. Check that the page is still there."
