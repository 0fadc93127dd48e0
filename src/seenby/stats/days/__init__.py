"""Shares day by day: a process with an error rate that holds however often one looks, drift, change points."""
