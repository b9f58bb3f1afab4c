"""The register: zones, parks, plots, enterprises, sites and the nodes below them."""
