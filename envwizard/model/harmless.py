"""Making text out of a project harmless before it is shown in a terminal, a report or a log."""

from __future__ import annotations

import re

# C0 and C1 controls, the marks that reorder text (Unicode Bidirectional Algorithm, UAX 9), the byte order mark and
# the surrogates in which Python holds bytes of file names that are no UTF-8. Newline and tab are the caller's matter.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]"
)


def harmless(text: str) -> str:
    r"""Write control characters out (ESC becomes ``\x1b``), so that they show and do nothing."""
    return _HARMFUL.sub(_written_out, text)


def harmless_line(text: str) -> str:
    r"""Like ``harmless``, for text that must stay on one line: newlines and tabs are written out too."""
    return harmless(text).replace("\n", "\\n").replace("\t", "\\t")


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
