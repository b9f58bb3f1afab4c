"""The look: words in templates, the Jinja environment, components, static files."""
