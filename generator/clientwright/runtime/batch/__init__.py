"""Batches: many jobs under one ceiling, resumed after any crash."""
