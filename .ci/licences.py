"""Prints the licence of every package beside this Python, and fails on one that Apache-2.0 work may not be shipped with."""

import re
import sys
from importlib.metadata import Distribution, distributions

FREE = re.compile(r"\b(?:MIT|BSD|0BSD|Apache|ISC|Python|PSF|MPL|Mozilla|Zlib|CC0|CNRI|Unlicense)\b", re.IGNORECASE)
"""Licences that ask for no more than to be named, and MPL's, which asks for changes to its own files alone."""


def licence(package: Distribution) -> str:
    """What a package says of its licence: an expression, else classifiers, else the first line of a free text."""
    held = package.metadata
    named = [line.rpartition(" :: ")[2] for line in held.get_all("Classifier", []) if line.startswith("License ::")]
    return held.get("License-Expression") or "; ".join(named) or (held.get("License") or "not said").split("\n")[0]


def main() -> int:
    """Prints a line a package; 1 where one is not free so, no choice of an OR being so."""
    strict = []
    for package in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        told = licence(package)
        print(f"{package.metadata['Name']} {package.version}: {told}")
        if not any(FREE.search(choice) and "GPL" not in choice for choice in re.split(r"\bOR\b|;", told)):
            strict.append(package.metadata["Name"])
    if strict:
        print(f"licences to look at: {', '.join(strict)}", file=sys.stderr)
    return bool(strict)


if __name__ == "__main__":
    sys.exit(main())
