"""Turn `RawEndpoint`s into JSON Schema 2020-12: repair, combine by language, merge with the old spec."""
