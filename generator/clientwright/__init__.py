"""clientwright: from a model provider's documentation to a typed client, and the proof that it holds."""

__version__ = "0.1.0"
