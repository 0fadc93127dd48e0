"""Simulated worlds at work: run once, run over seeds and remedies, served over HTTP, and shown to whoever is new here.

machine        threads, memory, and the first compilation
run_world      one preset, once
run_sweep      presets over seeds and remedies
export         a run as files: what the platform reports, and the truth beside it
watch_input    the same report as the input of a watch
serve          a platform that answers until it is stopped
demonstration  the main jobs on input that we made

Each is a function that returns what it came to; who called it shows that. Only the edges (the command line, a page)
import this room.
"""
