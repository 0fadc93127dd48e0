"""Which ads are called beyond, what is said of them, and whom it is told."""
