"""The files that go into the page: Leaflet, Supercluster, our script and style, the base map."""

from importlib.resources import files

from maps.errors import AssetBroken


def read_bytes(name: str) -> bytes:
    """The bytes of one asset; AssetBroken where it is missing."""
    try:
        return files(__name__).joinpath(name).read_bytes()
    except OSError as error:
        raise AssetBroken(f"the package lacks its file {name}: {error}", "install the package again") from error


def read_text(name: str) -> str:
    """The text of one asset, as UTF-8."""
    return read_bytes(name).decode("utf-8")
