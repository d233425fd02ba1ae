"""The shapes of tokens that services give out: their prefixes are published by the services for such scanners."""

from __future__ import annotations

import re

TOKEN = r"""
    sk-(?:proj-|ant-|or-)?[\w-]{20,} | gsk_\w{20,} | gh[pousr]_\w{30,} | github_pat_\w{30,} | glpat-[\w-]{18,}
    | (?:AKIA|ASIA)[0-9A-Z]{16} | AIza[\w-]{30,} | xox[abprs]-[\w-]{10,}
    | SG\.[\w-]{16,}\.[\w-]{16,} | [rs]k_live_\w{16,}
    | \d{8,10}:A[\w-]{33,} | hf_\w{30,} | npm_\w{30,} | pypi-[\w-]{40,} | dop_v1_\w{40,} | shpat_\w{20,}
    | eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,} | key-[0-9a-f]{32}
"""
# A quoted token of a source, with the name that it is given to, if it stands before it. Google's keys for browsers are
# public by design.
QUOTED_TOKEN = re.compile(
    rf"(?:(?P<name>[A-Za-z_]\w*)[\"']?[ \t]*[:=][ \t]*)?(?P<quote>[\"'])(?!AIza)(?P<token>{TOKEN})(?P=quote)".encode(),
    re.VERBOSE,
)
