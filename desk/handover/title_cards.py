"""Title cards: a line of text on a dark ground, between the clips of a joined film. Drawn by typst, in memory."""

import io

import av
from av.video.reformatter import ColorRange

from desk.paper.typesetter import typesetter

SOURCE = b"""
#set page(width: eval(sys.inputs.width), height: eval(sys.inputs.height), margin: 10%, fill: rgb("#1d2b2a"))
#set text(fill: rgb("#f4f1ea"), size: eval(sys.inputs.size))
#set par(leading: 0.5em)
#align(center + horizon)[
  #text(size: 0.6em, sys.inputs.above)
  #v(0.6em, weak: true)
  #text(sys.inputs.title)
]
"""


def title_card(like: av.VideoFrame, above: str, title: str) -> av.VideoFrame:
    """A card of the size and range of a frame. Texts are data to typst: no character of theirs is markup.

    Raises TypesetterMissing.
    """
    size = {"width": f"{like.width}pt", "height": f"{like.height}pt", "size": f"{like.height / 14:.2f}pt"}
    png = typesetter().compile(SOURCE, format="png", ppi=72, sys_inputs={**size, "above": above, "title": title})
    with av.open(io.BytesIO(png), mode="r") as container:
        drawn = next(container.decode(video=0))
    full = like.color_range == ColorRange.JPEG
    return drawn.reformat(like.width, like.height, "yuv420p", dst_color_range="JPEG" if full else "MPEG")
