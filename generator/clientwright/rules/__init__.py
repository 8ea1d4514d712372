"""Rules across fields: one kind per module; `rule_registry` lists the kinds."""
