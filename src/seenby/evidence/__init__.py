"""Sealing a folder, and proving later that nothing in it was changed."""
