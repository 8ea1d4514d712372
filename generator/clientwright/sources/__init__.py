"""Read documents into `RawEndpoint`s; `reader_registry` lists the readers, one per kind of source."""
