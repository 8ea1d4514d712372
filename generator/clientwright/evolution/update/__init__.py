"""Update: sync, compare, generate and record in one run.

`spec_update` compares the specs before and after, `update_cassettes` finds stale cassettes, and
`api_changelog` adds an entry to the change note. `update_plan` combines them and writes nothing;
`apply_update` writes, in an order that lets the next run complete an interrupted one.
"""
