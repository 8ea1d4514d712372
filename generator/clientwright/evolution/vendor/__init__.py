"""Vendor: copies of a client in other projects, written, found and checked.

select_endpoints.py  which endpoints          destination.py    into which folder
vendor_client.py     from specs               copy_package.py   from a generated package
find_packages.py     copies below a folder    verify_copies.py  edited or incomplete
staleness.py         stale                    problems.py       the problems of a copy
"""
