"""Who wrote what, when and why: append-only, chained by hashes."""
