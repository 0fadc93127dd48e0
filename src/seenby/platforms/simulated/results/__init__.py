"""What a run came to: the platform's reports, the responses, and the truth beside them."""
