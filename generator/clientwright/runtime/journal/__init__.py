"""A journal of paid jobs: written down before they are submitted, and followed until they end."""
