"""A customer who had a bad evening, and what is told about it afterwards."""

import json

from click.testing import CliRunner

from servewell.project.command import servewell
from tests.programmes.visitor import Visitor

WRITER, EXECUTIVE = "1005", "1001"
WORDS = "We waited forty minutes and nobody looked up."
TITLE = WORDS[:-1]
ADDRESS = "elena@example.com"
ANSWER = "You waited because two of three desks were closed. Since this morning all three are open."


def a_bad_evening(slug: str = "station-hotel") -> Visitor:
    """Elena answers in English, after a look at the Spanish page, which keeps what she had chosen."""
    customer = Visitor("en").open(f"/s/{slug}")
    customer.send("overall", button="Español", overall="2", effective="1", respect="4", words=WORDS)
    customer.send("overall", button="English", answer="true", email=ADDRESS)
    return customer.send("overall")


def ledger(case: Visitor) -> list[str]:
    """What has happened, is happening and is still owed, in the words of the page, without the time."""
    *_, lines = (each for each in case.page.all("ol") if each.attributes.get("class") == "kit-ledger")
    return [next(each.all("span")).text for each in lines.all("li")]


def measured(*options: str) -> list[dict[str, object]]:
    """What ``servewell measure css ... --json`` prints."""
    ran = CliRunner().invoke(servewell, ["measure", "css", *options, "--json"], catch_exceptions=False)
    printed: list[dict[str, object]] = json.loads(ran.stdout)["figures"]
    return printed
