"""Who is judged: a generated client in this process, a server over HTTP."""
