"""Footprints of products exchanged with partners: issued, released, received."""
