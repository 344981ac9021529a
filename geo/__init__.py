"""Documents and evidence: readers, recognition, resolution, the project file, queries, exports, the command line."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from geo.project import Project


def open(path: "str | PathLike[str]" = "dateline.gpkg", gazetteer: "str | PathLike[str] | None" = None) -> "Project":
    """Opens a project file to be asked: `geo.open("dateline.gpkg").mentions("Raqqa")`.

    The gazetteer knows the spellings; the built-in one where left out.

    Raises:
        ProjectMissing: there is no file at the path.
        ProjectUnreadable: it is damaged, of another schema, or no project file.
    """
    from pathlib import Path

    from geo.project import Project  # brings store and gazetteer along, which `parse` need not load here

    return Project(Path(path), Path(gazetteer) if gazetteer else None)


@cache
def product_version() -> str:
    """The installed version of Dateline, or that this is a checkout; looked up once, as it takes 2 ms."""
    from importlib.metadata import PackageNotFoundError, version  # 50 ms that `parse` need not spend

    try:
        return version("dateline")
    except PackageNotFoundError:
        return "0+checkout"
