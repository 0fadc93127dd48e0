"""Where days come from: files, exports, the Marketing API, PostgreSQL."""
