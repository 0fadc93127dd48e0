"""A study from a question to a finding: what each step of `seenby study` does."""

from seenby.studies.from_export import take_in
from seenby.studies.judging import judge
from seenby.studies.new import new
from seenby.studies.planning import plan
from seenby.studies.registering import check_registered, deviate, register
from seenby.studies.reporting import report
from seenby.studies.running import collect, run, stop
from seenby.studies.verifying import verify

__all__ = [
    "check_registered",
    "collect",
    "deviate",
    "judge",
    "new",
    "plan",
    "register",
    "report",
    "run",
    "stop",
    "take_in",
    "verify",
]
