"""Bytes in; rows of text and records out: archives, encodings, tables, JSON."""
