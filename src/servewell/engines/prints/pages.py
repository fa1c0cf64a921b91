"""HTML to PDF by WeasyPrint. Nothing is fetched: a page has what it was given, or is not printed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servewell.engines.prints.refusals import AsksForMore, PageHasNoName

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

BASE: Final = "https://press.invalid/"  # nobody lives there (RFC 2606); it makes relative names absolute
FONTS: Final = "fonts/"
VARIANT: Final = "pdf/ua-1"
TYPES: Final = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ttf": "font/ttf",
}


def pdf(*, html: str, files: Mapping[str, bytes], fonts: Path | None) -> bytes:
    """Raises PageHasNoName, AsksForMore."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    try:
        document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_given(files, fonts)).render()
    except FatalURLFetchingError as fault:
        raise AsksForMore(f"{fault.__cause__ or fault}") from fault
    if not document.metadata.title or not document.metadata.lang:
        raise PageHasNoName("give the page a <title> and its <html> a lang: a PDF is filed and read aloud by them")
    printed: bytes = document.write_pdf(pdf_variant=VARIANT)
    return printed


def _given(files: Mapping[str, bytes], fonts: Path | None) -> "URLFetcher":
    return _fetcher_class()(files=files, fonts=fonts)


@cache
def _fetcher_class() -> "type[URLFetcher]":
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Given(URLFetcher):  # type: ignore[misc]  # untyped
        """Hands out what came with the page, the press's fonts, and data that stands in the page itself."""

        def __init__(self, *, files: Mapping[str, bytes], fonts: Path | None) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
            self._files = files
            self._font_files = {f"{FONTS}{path.name}": path for path in fonts.iterdir()} if fonts else {}

        def fetch(self, url: str, headers: object = None) -> object:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = url.removeprefix(BASE)
            kind = {"Content-Type": TYPES.get(Path(name).suffix, "application/octet-stream")}
            if name in self._files:
                return URLFetcherResponse(url, self._files[name], kind)
            if name in self._font_files:
                return URLFetcherResponse(url, self._font_files[name].read_bytes(), kind)
            raise AsksForMore(f"the page asks for {name}, which was not given along; nothing is fetched from elsewhere")

    return Given
