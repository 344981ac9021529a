"""The limits of the readers. Each keeps one bad file from stopping the run; none is reached by an ordinary report."""

MAX_TEXT_BYTES = 500_000_000
"""A single file, member or line over this is refused by name: text, hash and sentences must fit in memory at once."""

MAX_ARCHIVE_BYTES = 512 * 2**20
"""What an archive, with those inside it, may come to unpacked: 45,000 articles of the originals' mean length."""

MAX_RATIO = 200
"""Unpacked bytes for one packed byte. Measured with gzip: articles 1.6 to 3.5, a regular table 15, blanks 1,026."""

RATIO_FROM = 16 * 2**20
"""Below this many unpacked bytes the ratio is not looked at: a small file of blanks does no harm."""

MAX_DEPTH = 2
"""Archives within archives; a choice: a zip of zips is plausible, and each level deeper helps only a bomb."""

MAX_MEMBERS = 200_000
"""Members of one archive; measured, each costs 540 bytes of memory before the first is read: 108 MB at the limit."""

MAX_HTML_BYTES = 10_000_000
"""A page over this is refused: a page of 3.8 MB took 148 MB of memory and 5 s, so this one some 390 MB."""

MAX_FRONT_MATTER = 64_000
"""Code points in which the closing line of front matter must come; a rule of dashes at the head of a text is none."""

MAX_META = 1_000
"""Code points kept of a title, an author or another piece of metadata; a longer one is a parsing fault, not a title."""

SAMPLE_BYTES = 65_536
"""Bytes at the head of a file from which its encoding, and whether it is text at all, is judged."""

CHUNK_BYTES = 2**20
"""Bytes unpacked between two looks at the limits."""
