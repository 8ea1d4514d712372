"""Raw endpoints become `Endpoint`s: repaired, combined over languages, merged with what is there."""
