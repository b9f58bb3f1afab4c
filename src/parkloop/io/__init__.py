"""The only place that opens files: one module per format."""
