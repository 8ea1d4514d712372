"""A shop that makes films of its things."""
