"""How a generated client follows a job: its protocol is played against scripted answers, in no time."""
