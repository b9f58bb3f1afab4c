"""Statistics in and out: tables, PX, SDMX, JSON-stat, and the folder that keeps them."""
