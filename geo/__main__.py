"""`python -m geo` does what `dateline` does, from a checkout."""

from geo.cli import main

if __name__ == "__main__":
    main()
