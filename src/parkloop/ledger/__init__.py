"""What happened: entries with two ends, append-only, seen through snapshots."""
