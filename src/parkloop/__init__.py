"""Parkloop: what an eco-industrial park used, made, shared and emitted, with every figure explained."""

__version__ = "0.1.0"
