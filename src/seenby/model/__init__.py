"""The nouns everyone talks in: frozen, typed, no input or output."""

from seenby.model.ad import LEVELS, AdKey, Metric
from seenby.model.aim import Aim, Aims
from seenby.model.arms import Arms
from seenby.model.audience import BREAKDOWNS, DIMENSIONS, FEMALE, MALE, UNKNOWN, Dimension
from seenby.model.audit import SCHEMA, SMALL_UNKNOWN, TEN_POINTS, AdResult, Audit, Cost, Groups, Point
from seenby.model.delivery import Delivery
from seenby.model.finding import Aspect, Check, Claim, Estimate, Finding, NotMeasurable, Observed, Scale, Step, Verdict
from seenby.model.interval import Interval
from seenby.model.source import Health, LeftOut, Listed, Period, Severity, Source
from seenby.model.study import Advertiser, Consent, Money, Plan, Size, Slot, StopRules, Study, StudyArm
from seenby.model.study_result import STUDY_SCHEMA, Deviation, KeptSource, Placed, SetLeftOut, StudyResult
from seenby.model.subject import NamedSubject, Subject
from seenby.model.sweep import COLUMNS, SWEEP_SCHEMA, Change, Outcome, Sweep

__all__ = [
    "BREAKDOWNS",
    "COLUMNS",
    "DIMENSIONS",
    "FEMALE",
    "LEVELS",
    "MALE",
    "SCHEMA",
    "SMALL_UNKNOWN",
    "STUDY_SCHEMA",
    "SWEEP_SCHEMA",
    "TEN_POINTS",
    "UNKNOWN",
    "AdKey",
    "AdResult",
    "Advertiser",
    "Aim",
    "Aims",
    "Arms",
    "Aspect",
    "Audit",
    "Change",
    "Check",
    "Claim",
    "Consent",
    "Cost",
    "Delivery",
    "Deviation",
    "Dimension",
    "Estimate",
    "Finding",
    "Groups",
    "Health",
    "Interval",
    "KeptSource",
    "LeftOut",
    "Listed",
    "Metric",
    "Money",
    "NamedSubject",
    "NotMeasurable",
    "Observed",
    "Outcome",
    "Period",
    "Placed",
    "Plan",
    "Point",
    "Scale",
    "SetLeftOut",
    "Severity",
    "Size",
    "Slot",
    "Source",
    "Step",
    "StopRules",
    "Study",
    "StudyArm",
    "StudyResult",
    "Subject",
    "Sweep",
    "Verdict",
]
