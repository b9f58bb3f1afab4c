"""Certification procedures: working days, clocks that pause, cases that move by events. Pure."""
