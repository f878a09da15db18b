"""A second opinion on every answer: slow, obvious and independent."""
