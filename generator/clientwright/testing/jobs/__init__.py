"""The life of jobs: the state machine, the laws, and the trials that test a server by them."""
