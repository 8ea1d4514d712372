"""Vendor: copies of a client in other projects, written, found and checked.

select_endpoints.py  which endpoints
package_folders.py   into which folder, and the copies below a folder
vendor_client.py     from specs, or from a generated package
verify_copies.py     edited or incomplete
staleness.py         stale
"""
