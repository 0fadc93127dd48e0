"""What one cell says: a number, a date, a group, a total. Words are data, in ``word_lists/``."""
