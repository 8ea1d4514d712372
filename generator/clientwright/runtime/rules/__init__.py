"""Rules across fields: one file for each kind, beside what all of them share."""
