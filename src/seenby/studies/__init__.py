"""A study from a question to a finding: what each step of `seenby study` does."""
