"""Indicators, indices and plans of a zone: what is kept, what is released."""
