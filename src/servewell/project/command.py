"""The ``servewell`` command: everything a host or an analyst does, each with ``--json``."""

import os

import click

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")


class Late(click.Group):
    """Commands are imported when they are called, so that ``servewell --help`` needs no database."""

    names = {
        "init": "Make or bring up to date the home folder and its database.",
        "start": "Serve the company: web, worker and, for the demo, its mailbox.",
        "demo": "Fill an empty home with a demo company.",
        "units": "List the units of the company, or add one.",
        "roles": "Plan, install or export what roles may do; give one to a person.",
        "people": "Take in a file of the staff: who joins, moves, leaves, and who leads whom.",
        "token": "Make, list or end a token by which an identity provider may bring people (SCIM).",
        "playbook": "Plan, install, export or list playbooks: whole programmes.",
        "processes": "Plan, install or export the register of processes.",
        "recipe": "Draft a recipe for a file, or check one.",
        "import": "Take in a file of what customers said, or of encounters, by a recipe.",
        "imports": "List the files that were taken in and their held rows; withdraw or resume one.",
        "customers": "Hand out or erase everything known about one customer.",
        "measure": "Print a figure with its n, interval and definition.",
        "executive": "Print every department on one page, and what nobody owns.",
        "define": "Say what a figure means from now on.",
        "limits": "List the limits that are kept of a unit's charts, or draw them anew.",
        "rescore": "Compute the scores of an instrument again and say which changed.",
        "mail-report": "Read a bounce or a complaint about a letter from standard input, and act on it.",
        "backup": "Write the whole home into one archive, while it is served.",
        "restore": "Make a new home from such an archive.",
        "upgrade": "Back the home up and bring it to the version that is installed.",
        "rotate-secret": "Sign with a new secret; what the old one signed counts some time more.",
        "check": "Say in words what is wrong with this home.",
    }

    # what Python cannot call by the name of its command
    modules = {"import": "take_in", "mail-report": "mail_report", "rotate-secret": "rotate_secret"}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.names:
            return None
        from importlib import import_module  # noqa: PLC0415  see the class

        module = self.modules.get(cmd_name, cmd_name)
        return getattr(import_module(f"servewell.project.commands.{module}"), module)  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.names.items()))


@click.group(cls=Late)
@click.version_option(package_name="servewell")
def servewell() -> None:
    """From what customers say to what employees do, and proof that it worked.

    The home folder is SERVEWELL_HOME, or ~/.servewell. Exit codes: 0 done, 1 something is wrong, 2 the call is.
    """


def main() -> None:
    servewell(prog_name="servewell")


if __name__ == "__main__":
    main()
