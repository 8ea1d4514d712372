"""Problems of comparing specs with a catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.errors import ClientwrightError
from clientwright.problems import Location, Problem, Severity, quote_value
from clientwright.sources.load_source import is_url

_EVERY_PAGE = (
    "Pass every page of it (--catalogue several times), or one response with a larger limit."
)


class ProviderUnreachable(ClientwrightError):
    """The provider's catalogue cannot be fetched: no response, or one that is not the API's."""

    exit_code = 3

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        """Build the message from the URL, the reason and the advice."""
        hint = advice or "Try again later, or sync from a saved answer with --catalogue."
        super().__init__(f"{url}: {reason}.\n{hint}")


@dataclass(frozen=True, slots=True)
class EntryRepeated(Problem):
    """A catalogue lists an endpoint twice, with equal entries."""

    model_id: str
    other: Location
    code: ClassVar[str] = "entry-repeated"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.model_id)} is listed twice, here and at {self.other}, with equal entries."

    def advice(self) -> str:
        """Return what to try."""
        return "It was used once. This happens when pages of a catalogue overlap."


@dataclass(frozen=True, slots=True)
class EntriesDisagree(Problem):
    """A catalogue lists an endpoint twice, with different entries."""

    model_id: str
    other: Location
    code: ClassVar[str] = "entries-disagree"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.model_id)} is listed twice, here and at {self.other}, and the two differ."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Neither was used. Fetch the catalogue again; if it still has both, ask the provider."
        )


@dataclass(frozen=True, slots=True)
class CatalogueIncomplete(Problem):
    """A catalogue does not contain as many endpoints as its total: nothing is retired."""

    entries: int
    total: int
    code: ClassVar[str] = "catalogue-incomplete"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return (
            f"the catalogue claims {self.total} endpoints and lists {self.entries}; "
            "so no endpoint is retired."
        )

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Sync again; if this happens again, ask the provider."
            if is_url(self.location.file)
            else _EVERY_PAGE
        )


@dataclass(frozen=True, slots=True)
class CatalogueGoesOn(Problem):
    """A catalogue states that more follows: nothing is retired."""

    entries: int
    code: ClassVar[str] = "catalogue-goes-on"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return (
            f"the catalogue lists {self.entries} endpoints and states that more follow; "
            "so no endpoint is retired."
        )

    def advice(self) -> str:
        """Return what to try."""
        return _EVERY_PAGE


@dataclass(frozen=True, slots=True)
class CatalogueUnnamed(Problem):
    """A catalogue has entries without a usable id: nothing is retired."""

    entries: int
    code: ClassVar[str] = "catalogue-unnamed"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        count = f"{self.entries} {'entry has' if self.entries == 1 else 'entries have'}"
        return f"{count} no usable id, so it is unknown which endpoints are missing."

    def advice(self) -> str:
        """Return what to try."""
        return "Each is listed as a problem; sync again when the provider has fixed them."


@dataclass(frozen=True, slots=True)
class CatalogueEmpty(Problem):
    """A catalogue without endpoints."""

    code: ClassVar[str] = "catalogue-empty"

    def found(self) -> str:
        """Return what was found."""
        return "the catalogue lists no endpoint at all."

    def advice(self) -> str:
        """Return what to try."""
        return "Fetch it again, without a search or filter. Nothing was changed."


@dataclass(frozen=True, slots=True)
class GoneUnsure(Problem):
    """Endpoints are missing from a catalogue that may be incomplete."""

    gone: tuple[str, ...]
    reason: str
    code: ClassVar[str] = "gone-unsure"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"{list_ids(self.gone)} not listed, but {self.reason}, so nothing is retired."

    def advice(self) -> str:
        """Return what to try."""
        return "If they are gone, sync again with --whole; if not, save the complete catalogue."


@dataclass(frozen=True, slots=True)
class TooManyGone(Problem):
    """So many endpoints are missing that the catalogue is probably incomplete."""

    gone: tuple[str, ...]
    listed: int
    code: ClassVar[str] = "too-many-gone"

    def found(self) -> str:
        """Return what was found."""
        return (
            f"{list_ids(self.gone)} no longer listed, of {self.listed} that were. The response to a "
            "search or a category looks like this, so nothing is retired."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "If they are gone, sync again with --whole; if not, fetch the catalogue without a filter."


def list_ids(ids: tuple[str, ...]) -> str:
    """Return the number of endpoints and the first of them, as text."""
    first = ", ".join(quote_value(id) for id in ids[:3])
    rest = " …" if ids[3:] else ""
    return f"{len(ids)} endpoint{'s'[: len(ids) != 1]} ({first}{rest}) {'are' if ids[1:] else 'is'}"


@dataclass(frozen=True, slots=True)
class NotListed(Problem):
    """An endpoint imported from pages that no catalogue has listed."""

    model_id: str
    code: ClassVar[str] = "not-listed"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"the catalogue does not list {quote_value(self.model_id)}, and never has."

    def advice(self) -> str:
        """Return what to try."""
        return "It was imported from a page and is kept. Check that the page still exists."
