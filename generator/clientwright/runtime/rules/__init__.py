"""Rules across fields: one module per kind, and what they share."""
