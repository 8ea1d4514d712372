"""Payloads: what generates valid ones, breaks them in one place, and decides which are right."""
