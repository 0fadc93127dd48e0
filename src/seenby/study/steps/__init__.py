"""A study from a question to a finding: what each step of `seenby study` does."""

from seenby.study.steps.collect_export import take_in
from seenby.study.steps.judge import judge
from seenby.study.steps.new import new
from seenby.study.steps.plan import plan
from seenby.study.steps.register import check_registered, deviate, register
from seenby.study.steps.report import report
from seenby.study.steps.run import collect, run, stop
from seenby.study.steps.verify import verify

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
