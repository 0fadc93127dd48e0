"""Runs a study in a process of its own that kills itself with SIGKILL at a line of a file that only grows.

A line on standard input says where and when; each is answered with how the process ended. The process that does the
work is forked from this one, which has everything imported and holds no connection and no thread.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[4]
sys.path.insert(0, str(HOME))

from tests.study.ads.running.making import PLANS, plan, running  # noqa: E402

from seenby.errors import SeenbyError  # noqa: E402
from seenby.evidence.hash_chain import Chain, Entry  # noqa: E402
from seenby.model.study import Plan  # noqa: E402
from seenby.study.ads.running import run  # noqa: E402


def die_at(line: int, when: str) -> None:
    """Let the process die before or after the n-th line that it appends to any such file."""
    append, count = Chain.append, [0]

    def appended(self: Chain, entry: Entry) -> None:
        count[0] += 1
        if count[0] == line and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        append(self, entry)
        if count[0] == line and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    Chain.append = appended  # type: ignore[method-assign]


def say(told: object) -> None:
    """Answer whoever started this."""
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def work(told: dict[str, Any], wanted: Plan) -> int:
    """Run the study; 0 when it came to its end."""
    die_at(told["line"], told["when"])
    root = Path(told["root"])
    with running(told["address"], root, wanted) as context, context.folder.lock():
        run(context)
    return 0


def main() -> None:
    """Fork for each line of input."""
    plans = {name: plan(**told) for name, told in PLANS.items()}
    say("ready")
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = work(told, plans[told["plan"]])
            except SeenbyError:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
