"""Work in the background: its progress, what became of it, whom to tell."""
