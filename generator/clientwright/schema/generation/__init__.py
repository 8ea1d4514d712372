"""Values for a schema by construction: choices, and what no keyword owns."""
