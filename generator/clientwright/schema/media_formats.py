"""Media formats that have more than one spelling."""

_FORMAT_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff"}


def usual_format(name: str) -> str:
    """Return the usual spelling of a media format: `jpg` for `JPEG`."""
    return _FORMAT_ALIASES.get(name.lower(), name.lower())
