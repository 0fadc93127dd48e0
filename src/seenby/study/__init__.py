"""A study, from a question to a finding: a kernel that knows no ads, the steps, and the kinds of study."""
