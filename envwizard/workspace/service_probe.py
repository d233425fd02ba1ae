"""Knocking at ports of this machine: does a service answer there? Nothing is sent, nothing is started."""

from __future__ import annotations

import socket

_SECONDS = 0.5
_LOOPBACK = ("127.0.0.1", "::1")


def answers(port: int) -> bool:
    """Tell whether something on this machine accepts connections at a port."""
    return any(_accepts(address, port) for address in _LOOPBACK)


def _accepts(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=_SECONDS):
            return True
    except OSError:
        return False
