"""The problems of catalogues, of merging them into specs, of copies, and of updates."""

from __future__ import annotations

from clientwright.problems import Location, Problem, Severity, escape_unprintable, quote_value

_EVERY_PAGE = (
    "Pass every page of it (--catalogue several times), or one response with a larger limit."
)


class NotAPage(Problem, code="not-a-page"):
    """JSON that is not what a service's file says of its catalogue; `items` is where it says that the entries are."""

    items: str
    FOUND = "there is no list of endpoints at {items!e}, and no entry of one with an id."
    ADVICE = "Save the provider's answer unchanged, or check `catalogue` in the service's file."


class EntryWithoutDocument(Problem, code="entry-without-document", severity=Severity.WARNING):
    """An entry without the document of its endpoint; a spec that the endpoint has stays as it is."""

    model_id: str
    at: str
    FOUND = "the entry of {model_id!q} has no document at {at!e}, so that nothing is known of its input."
    ADVICE = "Its spec stays as it is, if it has one; if you have its document, use 'clientwright import'."


class EntryRepeated(Problem, code="entry-repeated", severity=Severity.WARNING):
    """A catalogue lists an endpoint twice, with equal entries."""

    model_id: str
    other: Location
    FOUND = "{model_id!q} is listed twice, here and at {other}, with equal entries."
    ADVICE = "It was used once. This happens when pages of a catalogue overlap."


class EntriesDisagree(Problem, code="entries-disagree"):
    """A catalogue lists an endpoint twice, with different entries."""

    model_id: str
    other: Location
    FOUND = "{model_id!q} is listed twice, here and at {other}, and the two differ."
    ADVICE = "Neither was used. Fetch the catalogue again; if it still has both, ask the provider."


class CatalogueIncomplete(Problem, code="catalogue-incomplete", severity=Severity.WARNING):
    """A catalogue does not contain as many endpoints as its total: nothing is retired."""

    entries: int
    total: int
    FOUND = "the catalogue claims {total} endpoints and lists {entries}; so no endpoint is retired."
    ADVICE = f"{{from_url:Sync again; if this happens again, ask the provider.|{_EVERY_PAGE}}}"


class CatalogueGoesOn(Problem, code="catalogue-goes-on", severity=Severity.WARNING):
    """A catalogue states that more follows: nothing is retired."""

    entries: int
    FOUND = "the catalogue lists {entries} endpoints and states that more follow; so no endpoint is retired."
    ADVICE = _EVERY_PAGE


class CatalogueUnnamed(Problem, code="catalogue-unnamed", severity=Severity.WARNING):
    """A catalogue has entries without a usable id: nothing is retired."""

    entries: int
    FOUND = "{entries} {entries:entry has|entries have} no usable id, so it is unknown which endpoints are missing."
    ADVICE = "Each is listed as a problem; sync again when the provider has fixed them."


class CatalogueEmpty(Problem, code="catalogue-empty"):
    """A catalogue without endpoints."""

    FOUND = "the catalogue lists no endpoint at all."
    ADVICE = "Fetch it again, without a search or filter. Nothing was changed."


class GoneUnsure(Problem, code="gone-unsure", severity=Severity.WARNING):
    """Endpoints are `gone` from a catalogue that may be incomplete."""

    gone: tuple[str, ...]
    reason: str
    FOUND = "{gone_ids} not listed, but {reason}, so nothing is retired."
    ADVICE = "If they are gone, sync again with --whole; if not, save the complete catalogue."

    @property
    def gone_ids(self) -> str:
        """The number of endpoints that are gone, and the first of them."""
        return _list_ids(self.gone)


class TooManyGone(Problem, code="too-many-gone"):
    """So many endpoints are `gone` that the catalogue is probably incomplete."""

    gone: tuple[str, ...]
    listed: int
    FOUND = "{gone_ids} no longer listed, of {listed} that were. The response to a search or a category looks like this, so nothing is retired."
    ADVICE = (
        "If they are gone, sync again with --whole; if not, fetch the catalogue without a filter."
    )

    @property
    def gone_ids(self) -> str:
        """The number of endpoints that are gone, and the first of them."""
        return _list_ids(self.gone)


class TooManyRetired(TooManyGone, code="too-many-retired"):
    """A catalogue says of so many endpoints that they are `gone` that its description may be wrong."""

    FOUND = "{gone_ids} no longer offered, as their entries say, of {listed} that were. So many at once may be a mistake, so nothing is retired."
    ADVICE = "Check `catalogue.retired` in the service's file; if they are gone, sync again with --whole."


class RetiredUnread(Problem, code="retired-unread", severity=Severity.INFO):
    """Entries of endpoints that are `gone`, and that have no spec to retire."""

    gone: tuple[str, ...]
    FOUND = "{gone_ids} no longer offered, as their entries say, and no spec was made."
    ADVICE = "Nothing has to be done."

    @property
    def gone_ids(self) -> str:
        """The number of endpoints that are gone, and the first of them."""
        return _list_ids(self.gone)


class NoLongerOffered(Problem, code="no-longer-offered", severity=Severity.WARNING):
    """An endpoint that its entry calls retired, and whose spec did not come from a catalogue."""

    model_id: str
    FOUND = "the catalogue says that {model_id!q} is no longer offered; its spec did not come from the catalogue and is kept."
    ADVICE = 'Stop using it, and write `"retired": true` into its spec or delete the file.'


class VersionKept(Problem, code="version-kept", severity=Severity.INFO):
    """A person chose another version of a model than the catalogue's, or the catalogue states none."""

    ours: str
    theirs: str
    FOUND = "the catalogue {theirs:has version {theirs}|states no version}; the spec's own {ours} was kept, and with it its schema."
    ADVICE = "To follow the catalogue again, remove `version` from the spec and sync again."


class NotListed(Problem, code="not-listed", severity=Severity.INFO):
    """An endpoint imported from pages that no catalogue has listed."""

    model_id: str
    FOUND = "the catalogue does not list {model_id!q}, and never has."
    ADVICE = "It was imported from a page and is kept. Check that the page still exists."


class WordsKept(Problem, code="words-kept", severity=Severity.INFO):
    """A person's text was kept although the catalogue has a new one."""

    before: str
    after: str
    FOUND = "the catalogue now says {after!q}; the spec's own {before!q} was kept."
    ADVICE = "Check that the text in the spec is still right."


class WordsDropped(Problem, code="words-dropped", severity=Severity.INFO):
    """Texts about a field that no longer exists."""

    field: str
    locales: tuple[str, ...]
    text: str
    FOUND = "{field} is gone, and with it its text in {locales:, }: {text!q}."
    ADVICE = "If the field was only renamed, add the text under its new name."


class RuleDropped(Problem, code="rule-dropped", severity=Severity.WARNING):
    """A rule whose sentence or field is gone.

    `still` is a sentence in the same description that may state it but matches no recognizer.
    """

    sentence: str
    still: str = ""
    FOUND = "the schema or a description changed, and this rule went with it: {sentence}{still: The description may still state it, but no recognizer matches: {still!q:200} (`lint` shows it as unread-rule).|}"
    ADVICE = "If it still applies, add it to the spec without `origin`: then it stays."


class SchemaReplaced(Problem, code="schema-replaced", severity=Severity.WARNING):
    """A schema from a page or a person was replaced by the catalogue's: the `changes` at some `facts`."""

    who: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    FOUND = "the catalogue's schema replaced one that {who}; {count} {count:place|places} removed or changed (before -> now): {edits:, 5}."
    ADVICE = "Put back what still applies: it stays until the catalogue changes that property."

    @property
    def count(self) -> int:
        """The number of differences."""
        return len(self.facts)

    @property
    def edits(self) -> tuple[str, ...]:
        """The differences, each with its old and new value."""
        return _edits(self.facts, self.changes)


class EditReplaced(Problem, code="edit-replaced", severity=Severity.WARNING):
    """A person's edit was replaced, because the catalogue changed it too: the `changes` at some `facts`."""

    part: str
    facts: tuple[str, ...]
    changes: tuple[str, ...]
    FOUND = "{part!e} was edited here, and the catalogue has changed it too; the catalogue's version replaced yours (yours -> now): {edits:, 5}."
    ADVICE = "Put back what still applies: it stays until the catalogue changes it again."

    @property
    def edits(self) -> tuple[str, ...]:
        """The differences, each with its old and new value."""
        return _edits(self.facts, self.changes)


class CopyEdited(Problem, code="copy-edited"):
    """A file of a copy, or of a `generated` package, was edited by hand; `diff` is the edit."""

    diff: str = ""
    generated: bool = False
    FOUND = "this file was edited by hand since it was {generated:generated|vendored}."
    ADVICE = "Take it from version control, or move the change to the spec; 'clientwright {generated:generate|vendor} --force' overwrites it."


class CopyIncomplete(Problem, code="copy-incomplete"):
    """A file of a copy, or of a `generated` package, is missing."""

    generated: bool = False
    FOUND = "this file was {generated:generated|vendored}, and is missing now."
    ADVICE = (
        "Take it from version control, or run 'clientwright {generated:generate|vendor}' again."
    )


class CopyStale(Problem, code="copy-stale"):
    """A file of a copy is not what the specs now render; `becomes` and `diff` are as in `StaleFile`."""

    diff: str = ""
    becomes: str = "changed"
    FOUND = "this file is not what the specs now render."
    ADVICE = "Run 'clientwright vendor' again; it remembers the endpoints."


class InTheWay(Problem, code="copy-in-the-way"):
    """A file that clientwright did not write has the path of a file of the copy."""

    FOUND = "a file that clientwright did not write has the path of a file of the client."
    ADVICE = "Move it away, choose another folder with --into, or overwrite it with --force."


class EndpointLost(Problem, code="endpoint-lost"):
    """The specs no longer have an endpoint or pattern that a copy was made with."""

    asked: str
    left: tuple[str, ...] = ()
    FOUND = "the copy was made with {asked!q}, and the specs have no such endpoint any more."
    ADVICE = "Stop using it, then run 'clientwright vendor' with --endpoint for those that are left{left:: {left:, }|}."


class OtherSpecs(Problem, code="copy-of-other-specs"):
    """A copy of the packaged specs has endpoints that the folder of specs, which it would now be made from, lacks."""

    lost: tuple[str, ...]
    where: str
    FOUND = "the copy was made from the specs shipped with clientwright, and {where} does not have {lost:, 5}, so they were not compared."
    ADVICE = "Import them there too, or choose endpoints of it: 'clientwright vendor' with --endpoint, or with --force to remove the others."


class Uncompared(Problem, code="uncompared", severity=Severity.WARNING):
    """Changes that the verdict does not cover."""

    names: tuple[str, ...]
    reason: str
    FOUND = "{names:, 5}: {reason}, so the verdict does not cover it."
    ADVICE = "Compare it with the state before: 'clientwright diff OLD specs', where OLD is a folder, or a git revision such as HEAD:specs."


class UnrecordedEndpoints(Problem, code="unrecorded", severity=Severity.WARNING):
    """Endpoints without cassettes."""

    endpoints: tuple[str, ...]
    FOUND = "no cassettes of {endpoints:, 5}; other endpoints have some."
    ADVICE = "Record them with 'clientwright record --endpoint ID'."


def _list_ids(ids: tuple[str, ...]) -> str:
    """Return the number of endpoints and the first of them, as text."""
    first = ", ".join(quote_value(id) for id in ids[:3])
    rest = " …" if ids[3:] else ""
    return f"{len(ids)} endpoint{'s'[: len(ids) != 1]} ({first}{rest}) {'are' if ids[1:] else 'is'}"


def _edits(facts: tuple[str, ...], changes: tuple[str, ...]) -> tuple[str, ...]:
    both = zip(facts, changes, strict=False)
    return tuple(f"{escape_unprintable(at)}: {change}" for at, change in both)
