"""One command: the database, the site and the worker, together."""
