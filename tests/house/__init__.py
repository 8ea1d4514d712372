"""`nox -s house`: how the product's files are cut, and how many of them know each JSON Schema keyword."""
