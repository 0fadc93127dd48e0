"""Age bands and genders of simulated people, as the platform counts them."""

from __future__ import annotations

BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
EDGES = (18, 25, 35, 45, 55, 65)
"""First year of each age band."""

GENDERS = ("female", "male", "unknown")
"""What the platform may have on record, in the order of its codes 0, 1 and 2."""

WOMAN, MAN, UNRECORDED = 0, 1, 2
