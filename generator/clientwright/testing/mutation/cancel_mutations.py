"""The mutations of cancelling, as far as the service says what a cancel answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.specs.wire_facts import CancelAnswer
from clientwright.testing.mutation.call_edits import (
    Edit,
    answer_cancel,
    ignore_cancel,
    replace_word,
)
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.service_wire import ServiceWire


def cancel_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations; none where jobs cannot be cancelled."""
    if "cancel" not in wire.facts.operations:
        return
    if wire.facts.cancel_by_status:
        yield from _status_mutations(wire)
        return
    known = {one.means: one for one in reversed(wire.facts.cancel_answers)}
    yield from _answer_mutations(wire, known)
    yield from _word_mutations(wire, known)


def _status_mutations(wire: ServiceWire) -> Iterator[ServerMutation]:
    """Yield the mutations of a cancel that is answered as a status is."""
    cancelled = wire.word("status", "cancelled")
    yield ServerMutation(
        "cancel-forgotten",
        f"A cancel answers {cancelled!r}, and the job goes on.",
        ignore_cancel(CancelAnswer("cancelled")),
    )
    yield ServerMutation(
        "foreign-outcome",
        "A cancel answers 'done'.",
        on_answer=_put_word("done"),
    )
    yield ServerMutation(
        "outcome-capitals",
        f"/cancel answers {cancelled!r} as {cancelled.swapcase()!r}.",
        on_answer=replace_word("cancel", cancelled, cancelled.swapcase()),
    )


def _put_word(word: str) -> Edit:
    def edit_answer(call: InterceptedCall) -> None:
        if call.operation == "cancel" and call.succeeded:
            call.put("status", word)

    return edit_answer


def _shown(one: CancelAnswer) -> str:
    return repr(one.word) if one.word else f"HTTP {one.http}"


def _answer_mutations(
    wire: ServiceWire, known: Mapping[str, CancelAnswer]
) -> Iterator[ServerMutation]:
    """Yield the mutations of a cancel whose answer means something else than what it did."""
    cancelled, too_late = known.get("cancelled"), known.get("too-late")
    if cancelled:
        yield ServerMutation(
            "cancels-while-running",
            f"A cancel of any job answers {_shown(cancelled)}.",
            on_answer=answer_cancel(cancelled),
        )
        yield ServerMutation(
            "cancel-forgotten",
            f"A cancel answers {_shown(cancelled)}, and the job goes on.",
            ignore_cancel(cancelled),
        )
    if too_late and wire.word("status", "cancelled") != wire.word("status", "succeeded"):
        yield ServerMutation(
            "cancel-denied",
            f"A cancel answers {_shown(too_late)}, and cancels.",
            on_answer=answer_cancel(too_late, stage=wire.word("status", "waiting")),
        )
    if requested := known.get("requested"):
        yield ServerMutation(
            "requested-at-any-time",
            f"A cancel of any job answers {_shown(requested)}.",
            on_answer=answer_cancel(requested),
        )


def _word_mutations(
    wire: ServiceWire, known: Mapping[str, CancelAnswer]
) -> Iterator[ServerMutation]:
    """Yield the mutations of the words of a cancel's answers."""
    cancelled, too_late = known.get("cancelled"), known.get("too-late")
    one = next((one for one in (cancelled, too_late) if one and one.word), None)
    if one:
        yield ServerMutation(
            "foreign-outcome", "A cancel answers 'done'.", on_answer=answer_cancel(one, "done")
        )
    aliases = {word: alias for alias, word in wire.facts.aliases.items()}
    first, second = (found.word if found else "" for found in (cancelled, too_late))
    for name, word, other in (
        ("outcome-alias", first, aliases.get(first)),
        ("outcome-capitals", second, second.swapcase()),
        ("outcome-blank", first, f" {first}"),
    ):
        if word and other and other != word:
            yield ServerMutation(
                name,
                f"/cancel answers {word!r} as {other!r}.",
                on_answer=replace_word("cancel", word, other),
            )
