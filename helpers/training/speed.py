"""What makes a training step fast on the machine at hand: number of threads, bfloat16, CUDA graphs."""

import asyncio
import contextlib
import importlib
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator

import torch
from torch import nn
from torch.utils._pytree import tree_map

# Where Linux offers huge pages, large tensors take them, and steps of the paper's size wait less for fresh memory.
# torch reads this when it makes its first tensor; where that was before this import, things stay as they were.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")


def import_compiler_when_idle(after: float = 0.5) -> None:
    """In a notebook, import torch's compiler once the kernel waits for a cell, ``after`` seconds or more from now.

    The first optimizer of a process imports it anyway, whether anything is compiled or not, and takes a second or two.
    """
    with contextlib.suppress(RuntimeError):  # no loop runs: this is no notebook
        asyncio.get_running_loop().call_later(after, importlib.import_module, "torch._dynamo")


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is multiplied faster than float32: by recent GPUs, and processors with AMX or AVX512-BF16."""
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device) >= (8, 0)
    # Not in the oldest torch: there single precision is the safe guess.
    asked = (getattr(torch.cpu, name, bool) for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"))
    return device.type == "cpu" and any(supported() for supported in asked)


def has_kernels() -> bool:
    """Whether this torch was built for the first GPU: for its generation, or an older one of the same major number.

    Programs that are compiled on the spot ("compute_90") run on every later generation.
    """
    major, minor = torch.cuda.get_device_capability()
    for built in torch.cuda.get_arch_list():
        kind, _, number = built.partition("_")
        number = int("".join(filter(str.isdigit, number)))
        same_major = number // 10 == major and number % 10 <= minor
        if same_major if kind == "sm" else number <= 10 * major + minor:
            return True
    return False


@contextlib.contextmanager
def forward_in_bfloat16(modules: Iterable[nn.Module], device: torch.device) -> Iterator[None]:
    """Inside, the modules compute their forward pass in bfloat16 and return float32; weights and losses stay float32.

    The autocast region ends with each forward pass, so that no copy of a weight outlives the weight's update.
    """
    def wrap(forward: Callable) -> Callable:
        def wrapped(*inputs):
            with torch.autocast(device.type, torch.bfloat16):
                outputs = forward(*inputs)
            return tree_map(lambda value: value.float() if isinstance(value, torch.Tensor) else value, outputs)
        return wrapped

    modules = list(modules)
    for module in modules:
        module.forward = wrap(module.forward)
    try:
        yield
    finally:
        for module in modules:
            del module.forward  # the class's own is visible again


@contextlib.contextmanager
def fast_float32(device: torch.device) -> Iterator[None]:
    """Inside, a GPU may multiply float32 matrices in TF32; the setting is put back afterwards."""
    before = torch.get_float32_matmul_precision()
    cudnn = torch.backends.cudnn.allow_tf32, torch.backends.cudnn.benchmark
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
        torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
        torch.backends.cudnn.allow_tf32, torch.backends.cudnn.benchmark = cudnn


@contextlib.contextmanager
def thread_count(count: int) -> Iterator[None]:
    """Inside, torch computes with ``count`` threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fastest_thread_count(work: Callable[[], object], warm_up: int = 2, repeats: int = 3) -> int:
    """The fastest of 1, half and all of the threads torch may use now, by the median time of ``work()``."""
    most = torch.get_num_threads()
    candidates = sorted({1, max(1, most // 2), most})
    if len(candidates) == 1:
        return most
    return min(candidates, key=lambda count: _median_seconds(work, count, warm_up, repeats))


class Pace:
    """Notices when steps take another time than at first, as where something else begins to use the processor."""

    def __init__(self):
        self._window: list[float] = []
        self._first: float | None = None

    def changed(self, seconds: float) -> bool:
        """Whether the median over 25 steps, of which this one took ``seconds``, is twice or half that of the first."""
        self._window.append(seconds)
        if len(self._window) < 25:
            return False
        median = statistics.median(self._window)
        self._window.clear()
        self._first = self._first or median
        return not self._first / 2 < median < 2 * self._first


def _median_seconds(work: Callable[[], object], count: int, warm_up: int, repeats: int) -> float:
    with thread_count(count):
        for _ in range(warm_up):
            work()
        seconds = []
        for _ in range(repeats):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def can_capture(device: torch.device) -> bool:
    """Whether steps on this device can be recorded as a CUDA graph."""
    return device.type == "cuda"


def capture(work: Callable[[], torch.Tensor], random: torch.Generator) -> Callable[[], torch.Tensor]:
    """``work`` recorded as one CUDA graph: the returned function replays it without a call of Python a kernel.

    ``work`` must have run a few times before, on a side stream. Where it does what a graph cannot hold (reads a value,
    changes shapes, an optimiser that is not capturable), RuntimeError is raised and nothing was computed.
    """
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(random)
    with torch.cuda.graph(graph):
        result = work()

    def replay() -> torch.Tensor:
        graph.replay()
        return result.clone()

    return replay


@contextlib.contextmanager
def side_stream(device: torch.device) -> Iterator[None]:
    """Inside, a GPU works on a stream of its own, which capturing a graph asks for; elsewhere nothing happens."""
    if device.type != "cuda":
        yield
        return
    stream = torch.cuda.Stream(device)
    stream.wait_stream(torch.cuda.current_stream(device))
    with torch.cuda.stream(stream):
        yield
    torch.cuda.current_stream(device).wait_stream(stream)
