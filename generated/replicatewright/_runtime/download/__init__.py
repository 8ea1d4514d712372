# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Downloads of outputs: checked, resumed, written whole or not at all."""
