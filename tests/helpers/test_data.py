"""MNIST arrives whole, without the network, from a folder nobody can write to; a damaged file is named and replaced."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from helpers import data

TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
ALL_FILES = [file for pair in data.FILES.values() for file in pair]
LABELS, LABELS_MD5 = data.FILES["test"][1]


@pytest.fixture
def copied_folder(tmp_path, monkeypatch):
    """A copy of the test split that may be damaged, and an empty cache."""
    folder = tmp_path / "mnist"
    folder.mkdir()
    for name, _ in data.FILES["test"]:
        shutil.copy(data.BUNDLED_FOLDER / name, folder)
    monkeypatch.setattr(data, "BUNDLED_FOLDER", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise OSError("the network is cut off")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def stub_download(monkeypatch):
    """torchvision's download, replaced by a copy of the real file; returns the list of what was fetched."""
    fetched = []
    originals = Path(data.__file__).parent / "mnist"

    def download_url(url, root, filename, md5):
        fetched.append(url)
        shutil.copy(originals / filename, root)

    monkeypatch.setattr("torchvision.datasets.utils.download_url", download_url)
    return fetched


@pytest.mark.parametrize("name, md5", ALL_FILES)
def test_bundled_files_are_the_canonical_ones(name, md5):
    assert hashlib.md5((data.BUNDLED_FOLDER / name).read_bytes()).hexdigest() == md5
    assert md5 in (data.BUNDLED_FOLDER / "README.md").read_text()


def test_md5s_are_torchvisions():
    from torchvision.datasets import MNIST

    assert dict(ALL_FILES) == dict(MNIST.resources)


@pytest.mark.parametrize("split, counts", [("train", TRAIN_COUNTS), ("test", TEST_COUNTS)])
def test_images_and_labels(split, counts, no_network):
    images, labels = data.load_mnist(split)
    assert images.shape == (sum(counts), 28, 28) and images.dtype == torch.uint8
    assert labels.shape == (sum(counts),) and labels.dtype == torch.int64
    assert torch.bincount(labels).tolist() == counts


def test_mean_and_spread_of_the_pixels():
    images, _ = data.load_mnist()
    pixels = images.double() / 255
    assert pixels.mean().item() == pytest.approx(0.13066, abs=5e-6)
    assert pixels.std().item() == pytest.approx(0.30811, abs=5e-6)


def test_scaled_images():
    images, _ = data.load_mnist("test")
    scaled, _ = data.load_mnist("test", scaled=True)
    assert scaled.shape == (10_000, 1, 28, 28) and scaled.dtype == torch.float32
    assert (scaled.min().item(), scaled.max().item()) == (-1, 1)
    assert torch.equal(((scaled[:, 0] + 1) * 127.5).round().to(torch.uint8), images)


def test_what_torchvision_reads(tmp_path):
    from torchvision.datasets import MNIST

    shutil.copytree(data.BUNDLED_FOLDER, tmp_path / "MNIST" / "raw")
    theirs = MNIST(tmp_path, train=False, download=True)  # finds the archives in place, unpacks them
    images, labels = data.load_mnist("test")
    assert torch.equal(images, theirs.data) and torch.equal(labels, theirs.targets)


def test_each_call_gives_a_tensor_of_its_own():
    first, _ = data.load_mnist("test")
    first.zero_()
    assert data.load_mnist("test")[0].any()


@pytest.mark.parametrize("split", ["Train", "validation", "", None, 1])
def test_unknown_split(split):
    with pytest.raises(ValueError, match='must be "train" or "test"'):
        data.load_mnist(split)


def test_a_read_only_folder_without_a_home(copied_folder):
    copied_folder.chmod(0o555)
    before = sorted(path.name for path in copied_folder.iterdir())
    try:
        assert len(data.load_mnist("test")[0]) == 10_000
    finally:
        copied_folder.chmod(0o755)
    assert sorted(path.name for path in copied_folder.iterdir()) == before
    assert not data.cache_folder().exists()


def test_two_processes_at_once(tmp_path):
    code = "from helpers.data import load_mnist; print(int(load_mnist('test')[1].sum()))"
    environment = {**os.environ, "HOME": str(tmp_path / "nowhere"), "OMP_NUM_THREADS": "1"}
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    total = sum(digit * count for digit, count in enumerate(TEST_COUNTS))
    assert [process.communicate(timeout=120)[0].strip() for process in both] == [str(total)] * 2


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm, word", [(damage, "damaged"), (remove, "missing")])
def test_an_unusable_file_is_named_and_fetched_once(copied_folder, stub_download, harm, word):
    harm(copied_folder / LABELS)
    left = sorted(copied_folder.iterdir())
    with pytest.warns(UserWarning, match=f"{LABELS} is {word}.*To repair it, reinstall"):
        _, labels = data.load_mnist("test")
    assert torch.bincount(labels).tolist() == TEST_COUNTS
    assert len(stub_download) == 1 and stub_download[0].endswith(LABELS)
    assert sorted(copied_folder.iterdir()) == left, "the package folder must stay as it was"
    assert [path.name for path in data.cache_folder().iterdir()] == [LABELS]

    data.load_mnist("test")  # a second time: from the cache, without a word
    assert len(stub_download) == 1


def test_a_damaged_copy_in_the_cache_is_replaced(copied_folder, stub_download):
    remove(copied_folder / LABELS)
    data.cache_folder().mkdir(parents=True)
    (data.cache_folder() / LABELS).write_bytes(b"half a file")
    with pytest.warns(UserWarning, match="missing"):
        _, labels = data.load_mnist("test")
    assert torch.bincount(labels).tolist() == TEST_COUNTS


def test_without_network_the_message_says_which_file_and_how_to_repair(copied_folder, no_network):
    damage(copied_folder / LABELS)
    with (
        pytest.warns(UserWarning, match="damaged"),
        pytest.raises(RuntimeError, match=f"{LABELS} is damaged.*could be downloaded.*put a good copy.*{LABELS_MD5}"),
    ):
        data.load_mnist("test")
    assert list(data.cache_folder().iterdir()) == [], "no unfinished download may be left behind"
