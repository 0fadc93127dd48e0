"""The four claims, never mixed, a file each; two for B (one pair, arms) and for C (beyond the aim, drift)."""
