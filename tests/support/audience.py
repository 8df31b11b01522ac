"""What the family's window may show: the picture and three controls, in its accessibility tree and in its pixels."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support.tabs import Tab

TREE = {"Attune", "Clip", "Picture", "Slow", "Replay", "Freeze", "Go on"}
"""All that a screen reader may find: the window's name, the picture, three controls."""
SURROUND = (0x0D, 0x10, 0x0F)
PICTURE = """() => {
  const screen = document.querySelector(".screen");
  if (!screen) return [];
  const { left, top, width, height } = screen.getBoundingClientRect();
  const scale = Math.min(width / 16, height / 9);
  const [w, h] = [16 * scale, 9 * scale];
  return [[left + (width - w) / 2, top + (height - h) / 2, w, h]];
}"""
CONTROLS = """() => [...document.querySelectorAll("button")].map((each) => {
  const { left, top, width, height } = each.getBoundingClientRect();
  return [left, top, width, height];
})"""
SIZES = """() => Object.fromEntries([...document.querySelectorAll("[data-do]")].map((each) => {
  const { width, height, bottom } = each.getBoundingClientRect();
  return [each.dataset.do, { area: width * height, height, below: bottom > innerHeight }];
}))"""


def shows_nothing_else(window: Tab) -> None:
    """Nothing but picture and controls, for the eye and for a screen reader; and all controls are large and whole."""
    assert window.tree() <= TREE
    assert {tuple(pixel) for pixel in np.unique(_outside(window), axis=0)} == {SURROUND}
    sizes = window.evaluate(SIZES)
    assert max(sizes, key=lambda name: sizes[name]["area"]) == "again", "replay is the largest"
    assert all(size["height"] >= 44 and not size["below"] for size in sizes.values()), sizes


def _outside(window: Tab) -> NDArray[np.uint8]:
    """The pixels that are neither picture nor control."""
    shot = np.asarray(Image.open(io.BytesIO(window.shot())).convert("RGB"))
    mask = np.ones(shot.shape[:2], bool)
    for left, top, width, height in [*window.evaluate(PICTURE), *window.evaluate(CONTROLS)]:
        mask[max(0, int(top) - 2) : int(top + height) + 3, max(0, int(left) - 2) : int(left + width) + 3] = False
    assert mask.mean() > 0.1
    return np.asarray(shot[mask])
