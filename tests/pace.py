"""How long something takes, in a unit that goes with the machine and its load."""

import time


def _work() -> float:
    """Return the processor time that a million squares take."""
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - started


class Pace:
    """Measures from when it is made: a ratio, since no time holds on every machine."""

    def __init__(self) -> None:
        self.unit = _work()
        self.started = time.process_time()

    @property
    def ratio(self) -> float:
        """How many million squares would have taken as long."""
        return (time.process_time() - self.started) / self.unit
