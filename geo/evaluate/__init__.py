"""Figures against gold place mentions: recognition, resolution, both together, and what `confidence` is worth."""

from geo.evaluate.gold import BadGold, GoldDocument, GoldToponym, read_gold
from geo.evaluate.judge import evaluate
from geo.evaluate.predictions import BadPredictions, parsed_lines, read_predictions
from geo.evaluate.report import Report, as_json, as_table

__all__ = [
    "BadGold",
    "BadPredictions",
    "GoldDocument",
    "GoldToponym",
    "Report",
    "as_json",
    "as_table",
    "evaluate",
    "parsed_lines",
    "read_gold",
    "read_predictions",
]
