"""The kinds of rules: one file per kind, with everything about it."""
