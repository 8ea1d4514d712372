"""The data model of a comparison: changes, edits of keywords, schemas in normal form."""
