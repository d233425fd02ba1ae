"""The contrast of the two themes, as WCAG 2.2 reckons it."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from envwizard.tui.themes import DARK, LIGHT


def contrast(one: str, other: str) -> float:
    def luminance(text: str) -> float:
        parts = [part / 255 for part in Color.parse(text).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", (DARK, LIGHT), ids=lambda theme: theme.name)
def test_text_can_be_read(theme: Theme) -> None:
    background, foreground, accent = theme.background, theme.foreground, theme.primary
    assert background and foreground
    for name in ("text-success", "text-warning", "text-error", "text-accent", "quiet"):
        assert contrast(theme.variables[name], background) >= 4.5, name
    for name in ("diff-added", "diff-removed", "block-cursor-background", "block-cursor-blurred-background"):
        assert contrast(foreground, theme.variables[name]) >= 4.5, name
    assert contrast(background, accent) >= 4.5
