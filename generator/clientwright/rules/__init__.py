"""Rules across fields: one kind per module; `kinds` lists them."""
