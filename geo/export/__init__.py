"""Evidence in the formats that other tools read."""

from geo.export.catalogue import EXPORTERS, Exporter, exporter, exporter_for
from geo.export.options import Options
from geo.export.output import NotWritten, as_bytes, save

__all__ = ["EXPORTERS", "Exporter", "NotWritten", "Options", "as_bytes", "exporter", "exporter_for", "save"]
