"""Spec files: load, validate and save a provider's service and endpoints."""
