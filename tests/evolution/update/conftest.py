"""A folder to work in, and no time in assertions."""

from cli.conftest import desk

__all__ = ["desk"]
