"""The map in a notebook: with the command line the only place that imports maps, and only when a map is drawn."""

import html
from collections.abc import Mapping
from typing import Any

HEIGHT_PX = 520
"""Of the frame: the map with its list beside it, without scrolling on a laptop's screen."""


def map_html(collection: Mapping[str, Any]) -> str:
    """The whole page inside a frame, so that nothing of it touches the notebook, and the other way round."""
    import maps

    page = maps.render(collection)
    frame = 'sandbox="allow-scripts allow-downloads allow-popups" style="width:100%;border:0"'
    return f'<iframe srcdoc="{html.escape(page)}" height="{HEIGHT_PX}" {frame}></iframe>'
