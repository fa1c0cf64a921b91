"""Workbooks written part by part, as programs do that are not openpyxl."""

import io
import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def a_raw_workbook(folder: Path, sheet_data: str, *, after: str = "", **parts: str) -> Path:
    """One sheet called Guests. Further parts by name: ``shared``, ``styles``, ``sheet`` (the whole part)."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
    written = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{parts.get("properties", "")}'
        '<sheets><sheet name="Guests" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": parts.get("sheet", sheet),
    }
    if "shared" in parts:
        written["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{parts["shared"]}</sst>'
    if "styles" in parts:
        written["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{parts["styles"]}</styleSheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in written.items():
            archive.writestr(name, content)
    path = folder / "guests.xlsx"
    path.write_bytes(packed.getvalue())
    return path


def a_text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def a_row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'
