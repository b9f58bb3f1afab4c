"""Greenhouse-gas inventory: from flows and facts to scopes, categories, gases and totals."""
