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

from seenby.run.collecting import collect
from seenby.run.context import Context, Manners, Progress
from seenby.run.guard import check_live, check_plan
from seenby.run.machine import Outcome, run
from seenby.run.stopping import ask_to_stop, forget, stop

__all__ = [
    "Context",
    "Manners",
    "Outcome",
    "Progress",
    "ask_to_stop",
    "check_live",
    "check_plan",
    "collect",
    "forget",
    "run",
    "stop",
]
