"""An export that is a table: its header found, its columns named, its rows folded, its deliveries made."""
