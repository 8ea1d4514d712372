"""What all steps need to read, write and fetch: files, locks, a cache, HTTP and JSON text."""
