"""What follows from a difference, told: a version, a change note, a pull request's text, annotations."""
