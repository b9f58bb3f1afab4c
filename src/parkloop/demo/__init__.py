"""The demonstration: a fictional zone made from a seed, and the run over all examples."""
