"""A plan in, ads on a platform and their delivery out: every act intended in the journal, then done.

acts        what a plan comes to, in order
journal     what was intended, and what was done
making      one act: asked for once, found again after a crash
guard       what must never happen
schedule    when all ads start and end
starting    checked, then started together
watching    looked at while they run, and stopped by a rule
stopping    switched off
collecting  what came, kept
machine     all of it, from wherever it was left
"""

from seenby.study.ads.running.collect import collect
from seenby.study.ads.running.context import Context, Manners, RunProgress
from seenby.study.ads.running.guard import check_live, check_plan
from seenby.study.ads.running.loop import Outcome, run
from seenby.study.ads.running.shutdown import MAY_BE_ON, ask_to_stop, forget, may_be_on, stop, stop_line

__all__ = [
    "MAY_BE_ON",
    "Context",
    "Manners",
    "Outcome",
    "RunProgress",
    "ask_to_stop",
    "check_live",
    "check_plan",
    "collect",
    "forget",
    "may_be_on",
    "run",
    "stop",
    "stop_line",
]
