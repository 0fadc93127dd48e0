"""Called by no command: simulated error rates, worlds without an effect, methods measured beside ours."""
