"""The pytest plugin: `pytest --contract specs/` adds one test for each promise and target.

Every pytest run loads it where clientwright is installed, so it imports nothing before it is used.
"""

from __future__ import annotations

import pytest

_TEXT_OPTIONS = {
    "server": ("URL", "the base URL of a server to test, in place of a sandbox"),
    "client": ("PACKAGE", "a client to test: its dotted name or folder"),
    "cassettes": ("DIR", "recorded traffic to test, in place of tests/cassettes"),
    "baseline": ("FILE", "a file of known findings to accept; each is an expected failure"),
}
_NUMBER_OPTIONS = {
    "examples": (int, 100, "how many valid payloads to try for each endpoint (%(default)s)"),
    "seed": (int, 0, "seed of the generated payloads (%(default)s)"),
    "jobs-at-once": (
        int,
        None,
        "jobs that a server gets at once: 20 on this machine, on another none by default",
    ),
    "patience": (
        float,
        150,
        "seconds to wait for a slow server in total, and for jobs to end (%(default)s)",
    ),
}
_LIMITS = {"examples": (1, 1_000_000), "jobs-at-once": (0, 1000), "patience": (1, 1_000_000)}
_CONTRACT = (
    "test every promise of these specs, one test for each; its id contract::ENDPOINT:PROMISE[TARGET] "
    "can be given in place of a file, and -k selects by it"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; without --contract none has an effect."""
    group = parser.getgroup("clientwright", "clientwright: documented promises as tests")
    group.addoption("--contract", metavar="DIR", help=_CONTRACT)
    group.addoption(
        "--contract-endpoint",
        metavar="NAME",
        action="append",
        default=[],
        help="only this endpoint, or those that match a pattern such as 'kling/*'; can be repeated",
    )
    for name, (metavar, text) in _TEXT_OPTIONS.items():
        group.addoption(f"--contract-{name}", metavar=metavar, default="", help=text)
    for name, (kind, usual, text) in _NUMBER_OPTIONS.items():
        group.addoption(f"--contract-{name}", metavar="N", type=kind, default=usual, help=text)
    yes = "allow a server on another machine, where jobs may be billed"
    group.addoption("--contract-yes", action="store_true", help=yes)


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin if --contract is given."""
    given = config.getoption("contract")
    others = [name for name in ("endpoint", *_TEXT_OPTIONS) if config.getoption(f"contract_{name}")]
    if not given and others:
        raise pytest.UsageError(f"--contract-{others[0]} needs --contract DIR, the folder of specs")
    for name, (low, high) in _LIMITS.items() if given else ():
        value = config.getoption(f"contract_{name.replace('-', '_')}")
        if value is not None and not low <= value <= high:
            raise pytest.UsageError(f"--contract-{name} must be from {low} to {high:,}")
    if given:
        from clientwright.testing.pytest_plugin.pytest_collection import ContractPlugin

        config.pluginmanager.register(ContractPlugin(config), "clientwright-contract")
