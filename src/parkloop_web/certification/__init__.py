"""Certification cases of parks and eco-enterprises, opinions, certificates."""
