"""What happens when the provider changes its API: compare specs, synchronize, update, vendor."""
