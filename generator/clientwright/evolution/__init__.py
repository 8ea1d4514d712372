"""The day the provider changes: specs held against each other, and what follows from it."""
