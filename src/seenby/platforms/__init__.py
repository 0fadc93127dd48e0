"""The edges where ads are bought and delivered: so far a simulated platform whose truth is known."""
