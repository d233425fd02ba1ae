"""envwizard finds and repairs the five pitfalls of Python projects that run in several environments."""

__version__ = "0.1.0"
