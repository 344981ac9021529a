"""Bytes as printable letters: 13 bits in two of 91 letters, a twelfth less than base64 takes."""

import numpy as np

LETTERS = bytes(code for code in range(33, 127) if chr(code) not in '"&<').decode("ascii")
"""Every printable character of ASCII but those that mean something in HTML; 91 squared is just above 13 bits."""
GROUP = 13
"""Bytes that make 16 letters with no bit over."""
CODES = np.frombuffer(LETTERS.encode(), np.uint8)


def to_letters(data: bytes) -> str:
    """The bytes as letters, before them a letter that says how many bytes were added to fill the last group.

    >>> to_letters(b"map")
    '-JN33!!!!!!!!!!!!'
    """
    added = -len(data) % GROUP
    rows = np.frombuffer(data + bytes(added), np.uint8).reshape(-1, GROUP)
    wide = np.zeros((len(rows), GROUP + 1), np.uint32)
    wide[:, :GROUP] = rows
    words = np.empty((len(rows), 8), np.uint16)
    for number in range(8):
        first, begun = divmod(13 * number, 8)
        three = wide[:, first] << 16 | wide[:, first + 1] << 8
        if first + 2 <= GROUP:
            three = three | wide[:, first + 2]
        words[:, number] = three >> (11 - begun) & 8191
    letters = np.stack([CODES[words // 91], CODES[words % 91]], axis=-1)
    return LETTERS[added] + letters.tobytes().decode("ascii")


def from_letters(text: str) -> bytes:
    """The bytes again: what the page does, for those who read a map without one.

    >>> from_letters(to_letters(b"map"))
    b'map'
    """
    values = np.zeros(128, np.uint16)
    values[CODES] = np.arange(len(CODES))
    given = values[np.frombuffer(text[1:].encode("ascii"), np.uint8)].reshape(-1, 2)
    words = given[:, 0] * 91 + given[:, 1]
    bits = np.unpackbits(words.astype(">u2").view(np.uint8)).reshape(-1, 16)[:, 3:]
    data = np.packbits(bits.reshape(-1)).tobytes()
    return data[: len(data) - LETTERS.index(text[0])]
