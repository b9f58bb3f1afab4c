"""Parkloop: accounts of what an eco-industrial park used, made, shared and emitted."""

__version__ = "0.1.0"
