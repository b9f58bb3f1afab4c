"""Exchanges between tenants: searches, candidates, consents, cases. The core computes."""
