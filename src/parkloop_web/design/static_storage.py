"""Static files with hashed names, once they have been collected."""

from __future__ import annotations

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Vendored(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Modules import each other by name; before collecting, plain names are served."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        if not (settings.STATIC_ROOT / self.manifest_name).exists():
            return name
        return str(super().stored_name(name))
