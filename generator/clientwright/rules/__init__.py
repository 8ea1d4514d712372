"""Cross-field rules: one kind per file, with all its projections; `rules.registry` lists the kinds."""
