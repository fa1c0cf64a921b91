"""Static files are compressed in the time that a start may take, whatever else is installed."""

from pathlib import Path

from servewell.project import settings
from servewell.project.static_files import GzippedManifestStorage


def test_a_file_is_gzipped_and_brotli_is_left_out_though_it_is_installed(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }\n" * 500)

    made = GzippedManifestStorage().create_compressor(quiet=True).compress(str(sheet))

    assert made == [f"{sheet}.gz"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.css", "a.css.gz"]


def test_a_home_that_serves_keeps_its_static_files_so() -> None:
    kept_by = f"{GzippedManifestStorage.__module__}.{GzippedManifestStorage.__qualname__}"

    assert settings.STORAGES["staticfiles"] == {"BACKEND": kept_by}
