"""Every ad, every day: a small state for each, and alarms with a stated rate of false ones."""
