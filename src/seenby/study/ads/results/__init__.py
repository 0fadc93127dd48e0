"""What came of a study's ads: matched to their slots, added up by arm, as a table."""
