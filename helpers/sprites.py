"""Drawn shapes whose true factors are known: three shapes, sizes, angles and places, made here from a seed.

In a lesson::

    images, factors = sprites(20_000, seed=0)                   # uint8 (N, 28, 28), as MNIST's; a dict of arrays (N,)
    images, factors = sprites(20_000, seed=0, shapes=(2,), angle=(0, 2 * np.pi))          # half-moons, turned
    images = draw_sprites(shape, size, angle, x, y)             # the picture of factors that you choose

Factors are independent and uniform on their ranges, which no set of photographs has. The idea is that of dSprites
(Matthey et al. 2017), whose pictures have 64 by 64 pixels and hard edges.
"""

import numpy as np
from numpy.typing import ArrayLike

SHAPES = ("square", "triangle", "half-moon")
SIDE = 28  # pixels
CORNERS = {0: 4, 1: 3}  # of the shapes that are regular polygons


def sprites(
    count: int,
    seed: int,
    shapes: tuple[int, ...] = (0, 1, 2),
    size: tuple[float, float] = (5.0, 9.0),
    angle: tuple[float, float] = (0.0, 0.0),
    place: tuple[float, float] = (-2.0, 2.0),
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """``count`` pictures, uint8 (count, 28, 28) with 255 for full ink, and their factors, each of shape (count,).

    shape: one of ``shapes``, indices of SHAPES, equally likely. size: radius in pixels; angle: radians, counter-
    clockwise; x, y: pixels from the middle to the right and upwards; uniform on (low, high), ``place`` for both.
    """
    if not set(shapes) <= set(range(len(SHAPES))) or not shapes:
        raise ValueError(f"sprites: shapes must be indices of {SHAPES}, 0 to {len(SHAPES) - 1}, not {shapes!r}")
    rng = np.random.default_rng(seed)
    factors = {"shape": rng.choice(shapes, count), "size": rng.uniform(*size, count),
               "angle": rng.uniform(*angle, count), "x": rng.uniform(*place, count), "y": rng.uniform(*place, count)}
    return draw_sprites(**factors), factors


def draw_sprites(shape: ArrayLike, size: ArrayLike, angle: ArrayLike, x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The pictures of these factors (N,), uint8 (N, 28, 28). A pixel that the edge crosses is partly inked."""
    columns = np.broadcast_arrays(shape, size, angle, x, y)
    shape, size, angle, x, y = (np.asarray(column, dtype=np.float32).reshape(-1, 1, 1) for column in columns)
    centres = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    right, up = centres[None, None, :] - x, -centres[None, :, None] - y
    along = right * np.cos(angle) + up * np.sin(angle)
    across = up * np.cos(angle) - right * np.sin(angle)
    outside = np.empty((len(shape), SIDE, SIDE), dtype=np.float32)  # distance from the edge, negative within the shape
    for index in range(len(SHAPES)):
        own = shape[:, 0, 0] == index
        outside[own] = _outside(index, along[own], across[own], size[own])
    return (255 * np.clip(0.5 - outside, 0, 1)).round().astype(np.uint8)


def _outside(shape: int, along: np.ndarray, across: np.ndarray, size: np.ndarray) -> np.ndarray:
    if shape in CORNERS:  # the edges of a regular polygon whose corners lie at distance ``size``, one edge below
        normals = -np.pi / 2 + 2 * np.pi * np.arange(CORNERS[shape]) / CORNERS[shape]
        inner = size * np.cos(np.pi / CORNERS[shape])
        return np.max([along * np.cos(normal) + across * np.sin(normal) - inner for normal in normals], axis=0)
    return np.maximum(np.hypot(along, across) - size, -along)  # a disc without its left half
