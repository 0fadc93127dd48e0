"""What advertisers make: each kind's fields, lists of them, what may be changed."""
