# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What happens to jobs, as log records with fields and as spans; loaded only if anybody listens."""
