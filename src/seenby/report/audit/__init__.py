"""An audit: its page and its terminal summary."""
