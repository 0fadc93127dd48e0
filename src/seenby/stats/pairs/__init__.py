"""Pairs of runs: the sign-flip test, identical pairs as a yardstick, pairs of several groups, unseen bias."""
