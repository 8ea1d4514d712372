"""Sync: bring the specs up to date with the provider's catalogue.

`fetch_catalogue` and `catalogue_client` read the catalogue over HTTP, `catalogue_snapshot`
combines its pages, `sync_plan` compares them with the specs, and `specs_folder` writes the result.
`spec_merge` and `schema_merge` keep what people wrote, `losses` reports what a merge drops.
"""
