"""Documents and evidence: readers, recognition, resolution, the project file, queries, exports, the command line."""

from importlib.metadata import PackageNotFoundError, version


def product_version() -> str:
    """The installed version of Dateline, or that this is a checkout."""
    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0+checkout"
