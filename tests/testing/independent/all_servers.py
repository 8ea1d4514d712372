"""The correct servers of other styles than the lenient one, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from testing.independent.always_ok import AlwaysOk
from testing.independent.bare import Bare
from testing.independent.detail_list import DetailList
from testing.independent.lenient import LIVES, Lenient
from testing.independent.loopback import Service
from testing.independent.nested_errors import NestedErrors
from testing.independent.problem_details import ProblemDetails
from testing.independent.slow import Slow
from testing.independent.strict import Strict

STYLES: Mapping[str, Callable[[], Service]] = {
    "bare": Bare,
    "strict": Strict,
    "slow": Slow,
    "detail-list": DetailList,
    "problem-details": ProblemDetails,
    "nested-errors": NestedErrors,
    "always-ok": AlwaysOk,
}
SERVERS: Mapping[str, Callable[[], Service]] = {
    **{pace: lambda pace=pace: Lenient(pace) for pace in LIVES},
    **STYLES,
}
"""All correct servers: the lenient one at each pace, and those of other styles."""
