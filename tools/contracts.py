"""The doors contract: from outside a room, every import of it must name one of its doors."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """``container`` holds the rooms; ``doors`` are the modules of a room that others may import.

    A model may be named as a type (imports under TYPE_CHECKING do not count); that only a room's own services
    write it is watched at run time by the save guard in the tests.
    """

    container = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        trespasses = [
            (importer, imported)
            for room in sorted(graph.find_children(self.container))
            for imported in sorted(graph.find_descendants(room))
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _is_inside(importer, room) and not self._is_a_door(imported, room)
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def _is_a_door(self, module: str, room: str) -> bool:
        return module.removeprefix(f"{room}.").split(".")[0] in self.doors  # type: ignore[attr-defined]

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {imported}, which is not a door of its room")


def _is_inside(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")
