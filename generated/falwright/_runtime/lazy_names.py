# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Names of a package that are imported on first use (PEP 562)."""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy_names(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package.

    Args:
        package: the package's `__name__`.
        modules: for each name, the module below the package that has it; for a name without a
            module, the module or package of that name itself.
    """

    def load(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        import sys
        from importlib import import_module

        module = import_module(f"{package}.{modules[name] or name}")
        found: object = getattr(module, name) if modules[name] else module
        setattr(sys.modules[package], name, found)
        return found

    def names() -> list[str]:
        import sys

        return sorted({*vars(sys.modules[package]), *modules})

    return load, names
