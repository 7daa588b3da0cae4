"""What one damaged input may take, and how it ended."""

from __future__ import annotations

import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from organizer.base.errors import OrganizerError

#: Seconds of processor time of one input, and megabytes by which one may raise the most that was ever taken.
SECONDS, MEGABYTES = 2.0, 300


@dataclass(frozen=True, slots=True)
class Ending:
    """Answered, refused, or neither; and what is wrong with that, empty for nothing."""

    answered: bool
    refusal: OrganizerError | None
    wrong: str


class _Hang(BaseException):
    """One took longer than any may."""


def tried(act: Callable[[], object]) -> Ending:
    """Do it under the limits."""
    most, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    answered, refusal, wrong = False, None, ""
    before = signal.signal(signal.SIGPROF, _hang)
    signal.setitimer(signal.ITIMER_PROF, 4 * SECONDS)
    try:
        act()
        answered = True
    except OrganizerError as error:
        refusal = error
    except _Hang:
        wrong = "hangs"
    except Exception:
        wrong = traceback.format_exc()[-1500:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    taken = time.process_time() - started
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most
    if taken > SECONDS:
        wrong = wrong or f"took {taken:.1f} s"
    if more > MEGABYTES * 1024:
        wrong = wrong or f"took {more // 1024} MB more"
    return Ending(answered, refusal, wrong)


def _hang(*_: object) -> None:
    raise _Hang
