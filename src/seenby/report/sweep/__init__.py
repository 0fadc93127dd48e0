"""Many simulated runs: their page."""
