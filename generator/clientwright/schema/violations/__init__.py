"""Values that break one keyword, each beside one that keeps it."""
