"""Payloads with one fault: for each keyword and rule, with a valid twin and a label."""
