"""Reports about a comparison: version bump, change note, pull request, workflow annotations."""
