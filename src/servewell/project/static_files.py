"""How static files are kept: each under its digest, with a gzipped copy beside it."""

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class GzippedManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """WhiteNoise's, without Brotli: what makes PDFs brings Brotli along, and a start would take ten times longer."""

    def create_compressor(self, **options: object) -> Compressor:
        return Compressor(use_brotli=False, **options)
