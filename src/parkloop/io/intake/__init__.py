"""Taking in what people send: guard, read, understand, stage, compare with the ledger."""
