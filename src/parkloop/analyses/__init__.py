"""Pure functions: analysis(snapshot, catalog, parameters) -> Result."""
