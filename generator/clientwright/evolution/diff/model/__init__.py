"""What a comparison works with: changes, edits of keywords, and schemas in their normal form."""
