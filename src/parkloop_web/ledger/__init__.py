"""Entries in the database, imports, the workflow of months, evidence and comments."""
