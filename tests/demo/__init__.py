"""The main job, end to end, as a user would run it."""
