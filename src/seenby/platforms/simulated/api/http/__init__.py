"""The API's door: requests parsed, limits kept, faults on demand, served on loopback."""
