"""What to know of an export before believing it: total rows, lost pages, shifted cells, rounded ids."""
