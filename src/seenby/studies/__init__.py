"""A study from a question to a finding: what each step of `seenby study` does."""

from seenby.studies.new import new
from seenby.studies.planning import plan
from seenby.studies.registering import check_registered, deviate, register

__all__ = ["check_registered", "deviate", "new", "plan", "register"]
