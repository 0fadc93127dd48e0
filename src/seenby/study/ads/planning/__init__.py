"""A question in, a registered plan out: how many pairs, which slot gets which arm, what it may cost."""

from seenby.study.ads.planning.eu_transparency import keep_to_the_law
from seenby.study.ads.planning.make_plan import Planned, plan_of
from seenby.study.ads.planning.plan_file import plan_from_json, plan_to_json
from seenby.study.ads.planning.power_and_cost import Outlook
from seenby.study.ads.planning.question import study_from_toml
from seenby.study.ads.planning.registration import registration_text
from seenby.study.canonical import PLAN_SCHEMA, REGISTRATION_SCHEMA
from seenby.study.contact_details import holds_contact

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
