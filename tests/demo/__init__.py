"""The main job, end to end, as a person would type it."""
