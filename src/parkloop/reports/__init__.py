"""Studies for people: HTML, XLSX, JSON. Nothing is computed here."""
