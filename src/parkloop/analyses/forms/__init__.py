"""Statutory yearly forms, filled from register and ledger."""
