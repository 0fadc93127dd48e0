"""A watch: the page of a day."""
