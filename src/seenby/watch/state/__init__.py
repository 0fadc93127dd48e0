"""What is remembered of every ad, how a day changes it, and the folder that keeps it."""
