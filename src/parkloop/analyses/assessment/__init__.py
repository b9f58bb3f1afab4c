"""Parks and enterprises against schemes of criteria, from one ledger."""
