"""What a training shows while it runs, and how it hears an interrupt."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator

from tqdm.auto import tqdm

from helpers.training.run import WARM_UP_STEPS, Run

TIMED_STEPS = 5


class Progress:
    """A bar with the losses read last and, after a few steps, how long the rest will take.

    Use it in ``with``; :meth:`tick` after every step. ``quiet`` shows nothing, but losses are read all the same.
    """

    def __init__(self, run: Run, precision: str, read_every: int, quiet: bool):
        threads = f"CPU, {run.threads} thread{'s' if run.threads > 1 else ''}"
        self.place = threads if run.device.type == "cpu" else "GPU"
        self.run, self.read_every, self.quiet = run, read_every, quiet
        self.first, self.timed_from = run.done, 0.0
        self.bar = tqdm(total=run.steps, initial=run.done, desc=f"{self.place}, {precision}", disable=quiet)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_) -> None:
        self.bar.close()

    def tick(self) -> None:
        """Read and show the losses where it is time to: reading waits for a GPU, so it is done rarely."""
        since = self.run.done - self.first
        timing = since in (WARM_UP_STEPS, WARM_UP_STEPS + TIMED_STEPS)
        if timing or self.run.done % self.read_every == 0 or self.run.done == self.run.steps:
            self.run.read()
            self.bar.update(self.run.done - self.bar.n)
            self.bar.set_postfix({name: f"{value:.3f}" for name, value in self.run.latest().items()})
        if since == WARM_UP_STEPS:
            self.timed_from = time.perf_counter()
        if since == WARM_UP_STEPS + TIMED_STEPS and not self.quiet:
            each = (time.perf_counter() - self.timed_from) / TIMED_STEPS
            rest = duration(each * (self.run.steps - self.run.done))
            tqdm.write(f"{self.place}: {1000 * each:.3g} ms a step, about {rest} to go.")


def duration(seconds: float) -> str:
    """75 -> "1 min 15 s"."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@contextlib.contextmanager
def interrupt_sets_flag() -> Iterator[threading.Event]:
    """Inside, the first SIGINT sets the flag, so that a step is never cut in two; the next one interrupts as usual."""
    flag = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield flag  # only the main thread may set handlers
        return
    before = signal.getsignal(signal.SIGINT) or signal.default_int_handler

    def handler(number, frame):
        flag.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, handler)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)
