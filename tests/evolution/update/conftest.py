"""The fixture `workspace` of the command line's tests."""

from cli.conftest import workspace

__all__ = ["workspace"]
