"""What happens to jobs, as log records with fields and as spans; loaded only if anybody listens."""
