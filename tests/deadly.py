"""What kills the processes that work is given to, to see that nothing is lost."""

import multiprocessing
import os
import signal


class Deadly(os.PathLike[str]):
    """A path that no other process survives."""

    def __fspath__(self) -> str:
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGTERM)
        return "deadly.yaml"
