"""Documents become `RawEndpoint`s: one reader per kind of source; `pages.registry` lists them."""
