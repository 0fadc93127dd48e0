"""Who was this ad really shown to, was that the picture's doing, what came back, and what can be done?"""

from seenby.errors import NothingMeasurable, SeenbyError, SettingsError, Unreadable, UsageError
from seenby.model import AdKey, AdResult, Aim, Audit, Finding, Health, Interval, NotMeasurable, Source, Verdict
from seenby.pipeline import audit

__all__ = [
    "AdKey",
    "AdResult",
    "Aim",
    "Audit",
    "Finding",
    "Health",
    "Interval",
    "NotMeasurable",
    "NothingMeasurable",
    "SeenbyError",
    "SettingsError",
    "Source",
    "Unreadable",
    "UsageError",
    "Verdict",
    "audit",
]
