"""Stored runs of analyses, and the jobs that make them."""
