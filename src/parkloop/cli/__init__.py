"""The ``parkloop`` command: reads arguments, calls studies, prints."""
