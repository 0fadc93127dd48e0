"""A question in, a registered plan out: how many pairs, which slot gets which arm, what it may cost."""
