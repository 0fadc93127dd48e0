"""A study that was judged: its page and its terminal summary."""
