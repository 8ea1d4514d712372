"""A program that spends a budget it shares: `python -m runtime.batch.shared_budget NAME URL JOURNAL`.

It prints how many jobs it bought, why it stopped, and what it believes to have spent.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal

from runtime.batch.scripted_plan import request
from runtime.demo_service import TOKEN, Demo

BUDGET, PRICE = Decimal("10"), Decimal("0.3")


def main(name: str, url: str, journal: str) -> None:
    """Map many requests of this program's own, until the budget is spent."""
    requests = [request(f"{name} {number}") for number in range(100)]
    with Demo(TOKEN, url, polls_per_second=2000, journal=journal) as api:
        sys.stdin.readline()
        batch = api.map(requests, batch="shared", budget=BUDGET, price=PRICE, progress=False)
    print(json.dumps([len(batch.results), batch.stopped, str(batch.spent)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
