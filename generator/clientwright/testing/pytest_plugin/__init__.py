"""The pytest plugin: `pytest --contract specs/` adds one test for each promise and target.

Every pytest run loads it where clientwright is installed, so it imports nothing before it is used.
"""

from __future__ import annotations

import pytest

_TEXT_OPTIONS = {
    "server": ("URL", "the base URL of a server to test, in place of a sandbox"),
    "client": ("PACKAGE", "a client to test: its dotted name or folder"),
    "cassettes": ("DIR", "recorded traffic to test, in place of tests/cassettes"),
}
_NUMBER_OPTIONS = {
    "examples": (100, "how many valid payloads to try for each endpoint"),
    "seed": (0, "seed of the generated payloads"),
}


_MAX_EXAMPLES = 1_000_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; without --contract none has an effect."""
    group = parser.getgroup("clientwright", "clientwright: documented promises as tests")
    group.addoption(
        "--contract", metavar="DIR", help="test every promise of these specs, one test for each"
    )
    group.addoption(
        "--contract-endpoint",
        metavar="NAME",
        action="append",
        default=[],
        help="only this endpoint, or those that match a pattern such as 'kling/*'; can be repeated",
    )
    for name, (metavar, text) in _TEXT_OPTIONS.items():
        group.addoption(f"--contract-{name}", metavar=metavar, default="", help=text)
    for name, (usual, text) in _NUMBER_OPTIONS.items():
        group.addoption(f"--contract-{name}", metavar="N", type=int, default=usual, help=text)
    yes = "allow a server on another machine, where jobs may be billed"
    group.addoption("--contract-yes", action="store_true", help=yes)


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin if --contract is given."""
    given = config.getoption("contract")
    others = [name for name in ("endpoint", *_TEXT_OPTIONS) if config.getoption(f"contract_{name}")]
    if not given and others:
        raise pytest.UsageError(f"--contract-{others[0]} needs --contract DIR, the folder of specs")
    if given and not 1 <= config.getoption("contract_examples") <= _MAX_EXAMPLES:
        raise pytest.UsageError(f"--contract-examples must be from 1 to {_MAX_EXAMPLES:,}")
    if given:
        from clientwright.testing.pytest_plugin.pytest_collection import ContractPlugin

        config.pluginmanager.register(ContractPlugin(config), "clientwright-contract")
