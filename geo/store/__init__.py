"""The project file: one GeoPackage with the reports, what was found in them, and why.

>>> from geo.store import Store
>>> with Store.in_memory(fold=str.casefold) as store:
...     list(store.documents())
[]
"""

from geo.store.errors import ProjectBusy, ProjectExists, ProjectFull, ProjectReadonly
from geo.store.read import Held
from geo.store.rows import UNPLACED, Rows, rows_of
from geo.store.store import MEMORY, Store

__all__ = [
    "MEMORY",
    "UNPLACED",
    "Held",
    "ProjectBusy",
    "ProjectExists",
    "ProjectFull",
    "ProjectReadonly",
    "Rows",
    "Store",
    "rows_of",
]
