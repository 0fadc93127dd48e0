"""Pictures of drawn shapes, their features, and what the platform learned from earlier ones."""
