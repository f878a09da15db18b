"""Clearance: checks personalised marketing campaigns against the law that governs them, and proves every answer."""

__version__ = "0.1.0"
