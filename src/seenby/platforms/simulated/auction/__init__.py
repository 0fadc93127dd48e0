"""The auction: one tick after another, from bids to who is shown what."""
