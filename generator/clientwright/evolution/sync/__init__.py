"""Specs brought up to date with the provider's catalogue: what is new, what changed, what is gone."""
