"""The site: stores rows, takes snapshots, runs studies, shows their results; computes nothing."""
