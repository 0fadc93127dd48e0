"""What the other statistics stand on: arrays as they come in, special functions, roots."""
