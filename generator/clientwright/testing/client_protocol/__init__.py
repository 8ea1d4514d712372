"""How a generated client follows a job: its protocol runs against scripted answers, without waiting."""
