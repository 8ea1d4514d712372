"""Specs as documents for other tools: OpenAPI 3.1 for a service, JSON Schema for an endpoint."""
