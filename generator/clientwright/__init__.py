"""clientwright: generate a typed client from a provider's documentation, and prove that it works."""

__version__ = "0.1.0"
