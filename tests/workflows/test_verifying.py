"""What pip says when it compiles and installs the locks, in a sentence."""

from __future__ import annotations

import pytest

from envwizard.model.migration import Layer
from envwizard.model.paths import ProjectPath
from envwizard.workflows.migration.failures import explain
from envwizard.workflows.migration.verifying import install_failed, overlooked_pin

_UNPINNED = "ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==. These do not:"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("    urllib3[socks]<3,>=1.26 from https://files.example/urllib3-2.8.0.whl (from selenium==4.23.1)",
         "urllib3[socks]"),
        ("    Shop_Core[a,b]>=1 from https://files.example/x.whl", "Shop_Core[a,b]"),
        ("    shop-web[a]>=1 from https://files.example/x.whl (from shop)", None),
        ("    urllib3<3 from https://files.example/urllib3-2.8.0.whl (from selenium==4.23.1)", None),
    ],
)  # fmt: skip
def test_an_old_pip_overlooks_pins_of_distributions_with_extras(line: str, found: str | None) -> None:
    assert overlooked_pin((_UNPINNED, line), {"urllib3": "2.2.2", "shop-core": "1.0"}) == found


@pytest.mark.parametrize(
    "lines",
    [
        ("  ERROR: Failed building wheel for shop-core", "ERROR: ERROR: Failed to build installable wheels"),
        ("error: legacy-install-failure", "", "× Encountered error while trying to install package.", "╰─> shop-core"),
    ],
)
def test_what_cannot_be_built_is_named(lines: tuple[str, ...]) -> None:
    assert "shop-core has no wheel for this Python" in install_failed(lines).render()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("ChunkedEncodingError: OSError(28, 'No space left on device')",), "the disk of the temporary folder is full"),
        (
            ("Collecting flask==3", "  Collecting shop-core==1.0 (from x)", "error: subprocess-exited-with-error"),
            "shop-core==1.0 has no wheel for this Python and cannot be built here",
        ),
    ],
)
def test_why_a_lock_was_not_compiled(lines: tuple[str, ...], said: str) -> None:
    layer = Layer("base", ProjectPath("requirements.in"), ProjectPath("requirements.txt"), ("flask",))
    assert said in explain(lines, layer).message.render()
