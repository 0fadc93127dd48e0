"""Studies of ads: planned with money and pictures, run on a platform, their delivery taken in."""
