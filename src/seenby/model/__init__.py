"""The nouns everyone talks in: frozen, typed, no input or output."""

from seenby.model.ad import LEVELS, AdKey, Metric
from seenby.model.aim import Aim, Aims
from seenby.model.arms import Arms
from seenby.model.audience import BREAKDOWNS, DIMENSIONS, FEMALE, MALE, UNKNOWN, Dimension
from seenby.model.audit import SCHEMA, TEN_POINTS, AdResult, Audit, Cost, Groups, Point
from seenby.model.delivery import Delivery
from seenby.model.finding import Check, Claim, Estimate, Finding, NotMeasurable, Observed, Step, Verdict
from seenby.model.interval import Interval
from seenby.model.source import Health, LeftOut, Period, Severity, Source

__all__ = [
    "BREAKDOWNS",
    "DIMENSIONS",
    "FEMALE",
    "LEVELS",
    "MALE",
    "SCHEMA",
    "TEN_POINTS",
    "UNKNOWN",
    "AdKey",
    "AdResult",
    "Aim",
    "Aims",
    "Arms",
    "Audit",
    "Check",
    "Claim",
    "Cost",
    "Delivery",
    "Dimension",
    "Estimate",
    "Finding",
    "Groups",
    "Health",
    "Interval",
    "LeftOut",
    "Metric",
    "NotMeasurable",
    "Observed",
    "Period",
    "Point",
    "Severity",
    "Source",
    "Step",
    "Verdict",
]
