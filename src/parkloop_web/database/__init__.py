"""Roles, grants and row-level security of PostgreSQL."""
