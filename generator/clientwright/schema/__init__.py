"""JSON Schema: the keywords with everything known of each, and what all of them need."""
