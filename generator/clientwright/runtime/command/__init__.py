"""The command line of a package, `python -m PACKAGE`: its journal's jobs."""
