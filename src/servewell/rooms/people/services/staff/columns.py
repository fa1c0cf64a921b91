"""The columns of a staff file and of a unit file, and the names by which HR systems export them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

STAFF: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "staff number",
        "employee number",
        "employee id",
        "emp id",
        "id",
        "número de empleado",
        "工号",
        "員工編號",
    ),
    "name": ("full name", "display name", "employee name", "nombre", "姓名"),
    "unit": ("unit code", "department code", "cost centre", "cost center", "unidad", "部门代码", "部門代碼"),
    "job": ("job title", "position", "title", "puesto", "职位", "職位"),
    "from": ("start date", "valid from", "begins", "desde", "开始日期", "開始日期"),
    "until": ("end date", "contract end", "last day", "hasta", "结束日期", "結束日期"),
    "manager": ("manager number", "manager id", "supervisor id", "reports to", "responsable", "上级工号", "主管編號"),
    "email": ("e-mail", "work email", "mail", "correo", "邮箱", "電子郵件"),
    "language": ("preferred language", "idioma", "语言", "語言"),
}
UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("unit", "unit code", "department code"),
    "name": ("unit name", "department", "department name"),
    "under": ("parent", "parent code", "reports to"),
    "kind": ("type",),
    "zone": ("time zone", "timezone"),
    "language": (),
    "from": ("valid from", "start date"),
}
STAFF_NEEDS: Final = ("number", "name", "unit", "job")
UNITS_NEED: Final = ("code", "name")


class ColumnsDoNotFit(Exception):
    """The file lacks a column that is needed, or has two of one meaning. ``what`` and ``mend`` are sentences."""

    def __init__(self, *, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(f"{what} {mend}")


@dataclass(frozen=True)
class Columns:
    """Where each known column stands, by its name; ``labels`` are those of the file, ``passed_over`` not ours."""

    places: Mapping[str, int]
    labels: Sequence[str]
    passed_over: Sequence[str]

    def has(self, name: str) -> bool:
        return name in self.places

    def label(self, name: str) -> str:
        return self.labels[self.places[name]] if name in self.places else name


def columns_of(
    labels: Sequence[str], *, known: Mapping[str, tuple[str, ...]], needed: Sequence[str], named: Mapping[str, str]
) -> Columns:
    """``named`` are the columns that a host named otherwise: ``{"number": "Personalnummer"}``.

    Raises ColumnsDoNotFit.
    """
    _refuse_unknown(labels, known=known, named=named)
    meant = {_plain(word): name for name, words in known.items() for word in (name, *words)}
    meant |= {_plain(label): name for name, label in named.items()}
    overruled = {_plain(word) for name in named for word in (name, *known[name])} - {
        _plain(each) for each in named.values()
    }
    places: dict[str, int] = {}
    passed_over = []
    for place, label in enumerate(labels):
        name = None if _plain(label) in overruled else meant.get(_plain(label))
        if name is None:
            passed_over.append(label)
        elif name in places:
            what = f"The columns “{labels[places[name]]}” and “{label}” both mean {name}."
            raise ColumnsDoNotFit(what=what, mend="Leave one of them out, or name the one that counts.")
        else:
            places[name] = place
    missing = [name for name in needed if name not in places]
    if missing:
        what = f"The file has no column {', '.join(missing)}; its columns are: {', '.join(labels)}."
        raise ColumnsDoNotFit(what=what, mend=f"Rename a column, or say which one it is: {missing[0]}=ITS NAME.")
    return Columns(places=places, labels=tuple(labels), passed_over=tuple(passed_over))


def _refuse_unknown(labels: Sequence[str], *, known: Mapping[str, tuple[str, ...]], named: Mapping[str, str]) -> None:
    there = {_plain(label) for label in labels}
    for name, label in named.items():
        if name not in known:
            what = f"There is no column {name}."
            raise ColumnsDoNotFit(what=what, mend=f"The columns are: {', '.join(known)}.")
        if _plain(label) not in there:
            what = f"The file has no column “{label}”; its columns are: {', '.join(labels)}."
            raise ColumnsDoNotFit(what=what, mend="Write its name as the file has it.")


def _plain(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").replace("-", " ").split())
