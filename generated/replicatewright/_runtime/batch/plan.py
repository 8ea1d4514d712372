# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a batch does next, without IO: which request, within which ceiling, and when it stops."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from ..endpoint import Request
from ..errors import ConfigurationError
from ..input_faults import format_value
from ..journal.errors import BudgetReached, KeyConflict
from ..journal.money import EXACT, usd_text
from .batch_progress import BatchProgress
from .batch_result import Batch
from .map_settings import MapSettings, money
from .outcome import BOUGHT, RUNNING_ON, Item, Outcome, endpoint_of, is_request, not_submitted
from .pricing import Reservations, price_of, why_unknown

OutputT = TypeVar("OutputT")
_NONE = Decimal(0)


class Plan(Generic[OutputT]):
    """The requests of a batch one after another, and what became of them.

    Threads that share a plan call it one at a time, but `next_request` may block, and is called beside
    the others. With `counts_itself` the plan keeps the
    ceiling; otherwise the client's journal does.
    """

    def __init__(
        self,
        requests: Iterable[Request[OutputT]],
        settings: MapSettings,
        *,
        counts_itself: bool,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look at the requests as far as that is possible without reading a stream.

        Raises:
            ConfigurationError: there are no requests to go through, or one in a list has no price.
        """
        if isinstance(requests, MutableSequence):  # callbacks may change it
            requests = (*requests,)
        self._requests, self._settings = requests, settings
        self._counts_itself, self._now, self._began = counts_itself, now, now()
        self._outcomes: dict[int, Outcome[OutputT]] = {}
        self._counts: Counter[str] = Counter()
        self._running: dict[int, Item[OutputT]] = {}
        self._held: dict[int, tuple[Item[OutputT], BudgetReached | None]] = {}
        self._ended, self._is_full = 0, False
        self._reserved = Reservations()
        self._spent = self._expected = _NONE
        self._pulled = self._failures_in_a_row = 0
        self.is_read = False
        self.places: set[int] | None = None
        self.stopped: str | None = None
        self.dearer: tuple[Outcome[OutputT], Decimal] | None = None
        """The first outcome that cost more than its price, with the price, if there is a budget."""
        self.error: BaseException | None = None
        if isinstance(requests, str | bytes) or not hasattr(requests, "__iter__"):
            shown = format_value(requests)
            hint = "; an async iterator needs an async client" * hasattr(requests, "__aiter__")
            hint = "; put a single request into a list" if is_request(requests) else hint
            raise ConfigurationError(f"map needs an iterable of requests, but got {shown}{hint}.")
        self._items: Iterator[Request[OutputT]] = iter(requests)
        if settings.ceiling is not None and isinstance(requests, Sequence):
            try:
                for position, request in enumerate(requests):
                    self._price(request, position)
            except Exception as error:
                self.fail(error)
                vars(error)["batch"] = self.batch()
                raise

    @property
    def wants_places(self) -> bool:
        """Whether `places` is to be set, the positions that were bought before: only they are read on for."""
        may_join = self._settings.batch is not None and self.stopped != "interrupt"
        is_over = self.stopped is not None and self.error is None
        return may_join and is_over and self.places is None

    @property
    def wants_request(self) -> bool:
        """Whether the next request is to be read. Not while one is held: the job that ends next makes
        room for it, or ends the batch. A batch that has stopped only delivers what was bought before.
        """
        if self.is_read:
            return False
        if self.stopped is None:
            return not self._held
        is_over = self.stopped == "interrupt" or self.error is not None
        return not is_over and self._pulled <= max(self.places or (), default=-1)

    def next_held(self) -> tuple[int, Request[OutputT]] | None:
        """Return a request that met the ceiling before, if another job has ended since, and its position."""
        if self.stopped is not None or self._is_full or not self._held:
            return None
        item, _ = self._held.pop(min(self._held))
        return item.position, item.request

    def next_request(self) -> tuple[int, Request[OutputT]] | None:
        """Return the next request and its position, or None if there is none or the batch stops.

        It may block, or raise what the caller's iterator raises.
        """
        if not self.wants_request:
            return None
        try:
            return self.pulled(next(self._items))
        except StopIteration:
            self.is_read = True
            return None

    def pulled(self, request: Request[OutputT]) -> tuple[int, Request[OutputT]]:
        """Note that a request was read; return its position, too."""
        self._pulled += 1
        return self._pulled - 1, request

    def begin(self, position: int, request: Request[OutputT]) -> Item[OutputT] | None:
        """Return a request with its price, or None if it is not to be submitted now."""
        item = Item(position, request, None, self._ended)
        try:
            if self.stopped is not None:
                if position not in (self.places or ()) or self.stopped == "interrupt":
                    self.end(not_submitted(item, None))
                    return None
                self._running[position] = item = item._replace(is_joined=True)
                return item
            item = self._priced(item)
            if self._held and position > min(self._held):  # read while the other was refused
                self._held[position] = item, None
                return None
            self._running[position] = item
            self._reserve(item)
        except (ConfigurationError, BudgetReached) as error:
            self.end(not_submitted(item, error))
            return None
        except Exception as error:  # of the caller's function of prices
            self.end(not_submitted(item, error))
            self.fail(error)
            return None
        return item

    def end(self, outcome: Outcome[OutputT], *, is_news: bool = True) -> None:
        """Note what became of a request.

        With `is_news=False` it was known before this call, so it does not count as another failure.
        """
        item = self._running.pop(outcome.position, None)
        self._reserved.release(outcome.position)
        error = outcome.error
        if item is not None and isinstance(error, BudgetReached) and self._is_held(item, error):
            return
        self._ended += 1
        self._is_full = False
        self._outcomes[outcome.position] = outcome
        self._counts[outcome.state] += 1
        self._spent = EXACT.add(self._spent, outcome.spent or _NONE)
        self._expected = EXACT.add(self._expected, outcome.expected)
        self._learn(item, outcome)
        if isinstance(error, BudgetReached):
            self.stop(error.limit)
        elif isinstance(error, ConfigurationError | KeyConflict):
            self.stop("error")
            if not any(self._counts[state] for state in BOUGHT):
                self.error = self.error or error
        elif not is_news:
            pass
        elif outcome.state == "succeeded":
            self._failures_in_a_row = 0
        elif outcome.state != "not_submitted" or error is not None:
            self._failures_in_a_row += 1
            if self._failures_in_a_row == self._settings.stop_after_failures:
                self.stop("failures")

    def fail(self, error: BaseException) -> None:
        """Note an error that ends the batch, such as one of the caller's iterator."""
        self.error = self.error or error
        self.stop("error")

    def stop(self, reason: str) -> None:
        """Submit nothing from now on; the first reason counts."""
        self.stopped = self.stopped or reason

    def progress(self, ended: Batch[OutputT] | None = None) -> BatchProgress:
        """Return how far the batch has come, or what it ended with."""
        total, counts, running = self._requests, self._counts, len(self._running)
        spent, expected = self._spent, self._expected
        if ended is not None:
            counts, running = Counter(ended.counts), 0
            spent, expected = ended.spent, ended.expected
        is_left = sum(counts[state] for state in RUNNING_ON)
        return BatchProgress(
            batch=self._settings.batch,
            total=len(total) if isinstance(total, Sequence) else None,
            done=sum(counts.values()) - is_left - counts["not_submitted"],
            running=running + is_left,
            succeeded=counts["succeeded"],
            failed=counts["failed"] + counts["cancelled"],
            refused=counts["refused"],
            unknown=counts["unknown"],
            not_submitted=counts["not_submitted"],
            spent=spent,
            expected=expected,
            seconds=self._now() - self._began,
        )

    def batch(self, running: Iterable[Outcome[OutputT]] = ()) -> Batch[OutputT]:
        """Return what has become of the requests; those of a list that were not read are not submitted."""
        outcomes = {
            item.position: not_submitted(item, error) for item, error in self._held.values()
        }
        outcomes |= self._outcomes | {one.position: one for one in running}
        if isinstance(self._requests, Sequence):
            for position, request in enumerate(self._requests):
                if position not in outcomes:
                    outcomes[position] = not_submitted(Item(position, request, None), None)
        ordered = [outcomes[position] for position in sorted(outcomes)]
        settings = self._settings
        failures, budget = settings.stop_after_failures, settings.ceiling
        return Batch(ordered, settings.batch, self.stopped, budget=budget, failures=failures)

    def _is_held(self, item: Item[OutputT], error: BudgetReached) -> bool:
        """Hold a request that met the ceiling, if jobs that run or have just ended may leave it room."""
        has_news = item.ended < self._ended
        if self._running or has_news:
            self._is_full = not has_news
            self._held[item.position] = item, error
            return True
        return False

    def _price(self, request: Request[OutputT], position: int) -> Decimal | None:
        if not is_request(request):  # refused later, with a message that says what it is
            return _NONE
        given = self._settings.price
        try:
            found: object = given(request) if callable(given) else given
        except StopIteration as error:  # no coroutine can raise it
            raise RuntimeError("the function of prices raised StopIteration") from error
        if given is None:
            found = price_of(request)
        if found is not None:
            return money("price", found)
        if self._settings.ceiling is None:
            return None
        reason = why_unknown(request) if given is None else "price=... returned None"
        raise ConfigurationError(
            f"budget=... needs the price of every request, but that of request {position} is not known: "
            f"{reason}. Pass price=..., or limit the number of jobs with max_jobs=... instead",
            endpoint=request.endpoint.id,
        )

    def _priced(self, item: Item[OutputT]) -> Item[OutputT]:
        """Return an item with what it is expected to cost, which counts if there is a budget."""
        listed = self._price(item.request, item.position)
        if listed is None or self._settings.ceiling is None:
            return item._replace(price=listed, listed=listed)
        expected, shortfall = self._reserved.expected(listed), self._reserved.shortfall
        return item._replace(price=expected, listed=listed, shortfall=shortfall)

    def _learn(self, item: Item[OutputT] | None, outcome: Outcome[OutputT]) -> None:
        """Compare what a job has cost with its price, so that prices that are too low do not void the budget."""
        listed, cost = None if item is None else item.listed, outcome.cost
        if self._settings.ceiling is None or listed is None or cost is None:
            return
        if self._reserved.learn(listed, cost) and self.dearer is None:
            self.dearer = outcome, listed

    def _reserve(self, item: Item[OutputT]) -> None:
        """Reserve the price of a job, or refuse it."""
        if not self._counts_itself:
            self._reserved.hold(item.position, item.listed or _NONE, item.price or _NONE)
            return
        budget, most = self._settings.ceiling, self._settings.max_jobs
        bought = len(self._reserved) + sum(self._counts[state] for state in BOUGHT)
        endpoint = endpoint_of(item.request)
        if most is not None and bought >= most:
            text = f"the batch has {bought} job{'s' * (bought != 1)}, and max_jobs is {most}"
            raise BudgetReached(text, limit="max_jobs", endpoint=endpoint)
        price = item.price or _NONE
        spent = EXACT.add(EXACT.add(self._spent, self._reserved.total), item.shortfall)
        if budget is not None and EXACT.add(spent, price) > budget:
            known = f"{usd_text(spent)} of {usd_text(budget)} is spent or reserved"
            text = f"{known}, and this job is expected to cost {usd_text(price)}"
            raise BudgetReached(text, endpoint=endpoint)
        self._reserved.hold(item.position, item.listed or _NONE, price)
