"""Invalid by one fault: what breaks each keyword and rule, its accepted twin, and whether it can stand alone."""
