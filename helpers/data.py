"""MNIST as numpy arrays or tensors, read straight from the four canonical files that come with the package.

Every file is checked against its md5 before use, and nothing is written: a read-only install works, and so do several
processes at once. Only where a bundled file is missing or damaged is a fresh copy downloaded, into the user's cache
folder. Source of the data: Yann LeCun and Corinna Cortes, see mnist/README.md.
"""

import gzip
import hashlib
import io
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

BUNDLED_FOLDER = Path(__file__).parent / "mnist"

# split -> the images' file and the labels' file, each with the md5 that its publishers and torchvision give
FILES = {
    "train": (
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
    ),
    "test": (
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ),
}


def load_mnist(split: str = "train", scaled: bool = False, library: str = "torch") -> tuple[Any, Any]:
    """All of MNIST's ``split``, "train" (60,000 digits) or "test" (10,000): images and labels.

    Images are uint8 of shape (N, 28, 28), 0 is background and 255 is full ink; with ``scaled``, float32 of shape
    (N, 1, 28, 28) in [-1, 1]. Labels are int64 of shape (N,). Both are tensors, or arrays with ``library="numpy"``,
    which needs no torch; labels are then of the type that indexes arrays, which is int32 in a browser. ValueError for
    any other split or library; RuntimeError, with the repair, where a bundled file is unusable and no copy can be
    downloaded.
    """
    if split not in FILES:
        raise ValueError(f'load_mnist: split must be "train" or "test", not {split!r}')
    if library not in ("torch", "numpy"):
        raise ValueError(f'load_mnist: library must be "torch" or "numpy", not {library!r}')
    images, labels = (_read_idx(_canonical_bytes(name, md5)) for name, md5 in FILES[split])
    if scaled:
        images = (images.astype(np.float32) / np.float32(127.5) - 1)[:, None]
    if library == "numpy":
        return images, labels.astype(np.intp)
    import torch  # here, so that lessons without networks do not wait for it

    return torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))


def cache_folder() -> Path:
    """Where downloaded copies go: ``infogan-curriculum/mnist`` in $XDG_CACHE_HOME, or else in ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "infogan-curriculum" / "mnist"


def _read_idx(packed: bytes) -> np.ndarray:
    """The array in a gzipped IDX file of bytes: the fourth byte is the number of axes, then come their lengths."""
    with gzip.open(io.BytesIO(packed)) as file:
        axes = file.read(4)[3]
        values = np.empty([int.from_bytes(file.read(4), "big") for _ in range(axes)], dtype=np.uint8)
        file.readinto(memoryview(values).cast("B"))  # in place: a browser has no memory for a second copy
    return values


def _canonical_bytes(name: str, md5: str) -> bytes:
    """The file's content: bundled, else cached, else downloaded."""
    content, fault = _read_checked(BUNDLED_FOLDER / name, md5)
    if content is not None:
        return content
    cached = cache_folder() / name
    repair = (
        f"To repair it, reinstall the curriculum, or put a good copy of {name} (md5 {md5}) into {BUNDLED_FOLDER} "
        f"or {cached.parent}."
    )
    content, _ = _read_checked(cached, md5)
    if content is None:
        warnings.warn(f"{fault} Downloading a copy into {cached.parent}. {repair}", stacklevel=3)
        try:
            _download(name, md5, cached.parent)
        except (OSError, RuntimeError) as error:
            raise RuntimeError(f"{fault} No copy could be downloaded either ({error}). {repair}") from None
        content, fault = _read_checked(cached, md5)
        if content is None:
            raise RuntimeError(f"{fault} {repair}")
    return content


def _read_checked(path: Path, md5: str) -> tuple[bytes | None, str]:
    """(content, "") where the file is as published, else (None, what is wrong with it)."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, f"The MNIST file {path} is missing."
    except OSError as error:
        return None, f"The MNIST file {path} cannot be read ({error})."
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != md5:
        return None, f"The MNIST file {path} is damaged: its md5 is {found}, not {md5}."
    return content, ""


def _download(name: str, md5: str, folder: Path) -> None:
    """Put ``name`` into ``folder`` with torchvision's own download, whole or not at all."""
    from torchvision.datasets import MNIST
    from torchvision.datasets.utils import download_url

    folder.mkdir(parents=True, exist_ok=True)
    failures = []
    with tempfile.TemporaryDirectory(dir=folder) as unfinished:
        for mirror in MNIST.mirrors:
            try:
                download_url(mirror + name, unfinished, filename=name, md5=md5)
            except (OSError, RuntimeError) as error:
                failures.append(f"{mirror}: {error}")
            else:
                os.replace(Path(unfinished) / name, folder / name)
                return
    raise RuntimeError("; ".join(failures))
