"""Documents and evidence: readers, recognition, resolution, the project file, queries, exports, the command line."""


def product_version() -> str:
    """The installed version of Dateline, or that this is a checkout."""
    from importlib.metadata import PackageNotFoundError, version  # 50 ms that `parse` need not spend

    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0+checkout"
