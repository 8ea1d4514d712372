"""Read documents into `RawEndpoint`s; `read_documents` lists the readers, one per kind of source."""
