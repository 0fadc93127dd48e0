"""A question in, a registered plan out: how many pairs, which slot gets which arm, what it may cost."""

from seenby.design.canonical import PLAN_SCHEMA, REGISTRATION_SCHEMA, plan_from_json, plan_to_json
from seenby.design.law import keep_to_the_law
from seenby.design.outlook import Outlook
from seenby.design.planning import Planned, plan_of
from seenby.design.private import holds_contact
from seenby.design.question import study_from_toml
from seenby.design.registering import registration_text

__all__ = [
    "PLAN_SCHEMA",
    "REGISTRATION_SCHEMA",
    "Outlook",
    "Planned",
    "holds_contact",
    "keep_to_the_law",
    "plan_from_json",
    "plan_of",
    "plan_to_json",
    "registration_text",
    "study_from_toml",
]
