"""A folder to work in, and no time in assertions."""

from cli.conftest import workspace

__all__ = ["workspace"]
