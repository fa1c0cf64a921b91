"""Somebody in front of a browser without scripts: reads pages, follows links by their words, sends forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from django.test import Client

FORM_POST = "application/x-www-form-urlencoded"
EMPTY = {"input", "br", "hr", "img", "link", "meta", "use", "path", "source", "wbr"}


@dataclass
class Element:
    name: str
    attributes: Mapping[str, str]
    inside: "list[Element | str]" = field(default_factory=list)

    def all(self, *names: str) -> "Iterator[Element]":
        for each in self.inside:
            if isinstance(each, Element):
                if each.name in names:
                    yield each
                yield from each.all(*names)

    @property
    def text(self) -> str:
        parts = (each if isinstance(each, str) else each.text for each in self.inside)
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.name == tag for element in self.open[1:]):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    return reader.open[0]


class NotThere(AssertionError):
    """The page holds no such link or form."""


class Visitor:
    """``page`` and ``status`` are what the last request brought, after its redirects."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"Accept-Language": language})
        self.address, self.html, self.status = "/", "", 0

    @property
    def page(self) -> Element:
        return read(self.html)

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def title(self) -> str:
        return next(self.page.all("h1")).text

    def open(self, address: str) -> "Visitor":
        response = self.client.get(address, follow=True)
        self._keep(response, address)
        return self

    def follow(self, words: str) -> "Visitor":
        """The first link that says ``words``, or whose words hold them."""
        links = [each for each in self.page.all("a") if "href" in each.attributes]
        exact = [each for each in links if each.text == words] or [each for each in links if words in each.text]
        if not exact:
            raise NotThere(f"{self.address} has no link {words!r}, but {[each.text for each in links]}")
        return self.open(urljoin(self.address, exact[0].attributes["href"]))

    def filled(self, having: str) -> "tuple[Element, dict[str, list[str]]]":
        """The form with a field of that name, and what would be sent if nothing were changed."""
        forms = [form for form in self.page.all("form") if having in _names(form)]
        if not forms:
            raise NotThere(f"{self.address} has no form with {having!r}: {self.text[:400]}")
        return forms[0], _values(forms[0])

    def send(self, having: str, *, button: str = "", **answers: "str | Sequence[str]") -> "Visitor":
        """Fill in the form that has the field ``having`` and press the button whose words hold ``button``."""
        form, values = self.filled(having)
        values |= {name: [value] if isinstance(value, str) else list(value) for name, value in answers.items()}
        to = form.attributes.get("action", "") or self.address
        if button:
            pressed = next((each for each in self._buttons(form) if button in each.text), None)
            if pressed is None:
                raise NotThere(f"{self.address} has no button {button!r}")
            to = pressed.attributes.get("formaction", to)
            if "name" in pressed.attributes:
                values[pressed.attributes["name"]] = [pressed.attributes.get("value", "")]
        return self.post(urljoin(self.address, to), values)

    def press(self, where: str) -> "Visitor":
        """Send the form whose address holds ``where``, as it is."""
        forms = [form for form in self.page.all("form") if where in form.attributes.get("action", "")]
        if not forms:
            raise NotThere(f"{self.address} has no form that goes to {where!r}")
        return self.post(urljoin(self.address, forms[0].attributes["action"]), _values(forms[0]))

    def _buttons(self, form: Element) -> Iterator[Element]:
        yield from form.all("button")
        for each in self.page.all("button"):
            if form.attributes.get("id") and each.attributes.get("form") == form.attributes["id"]:
                yield each

    def post(self, address: str, values: "Mapping[str, Sequence[str]]") -> "Visitor":
        body = urlencode(values, doseq=True)
        response = self.client.post(address, body, content_type=FORM_POST, follow=True)
        self._keep(response, address)
        return self

    def _keep(self, response: "object", address: str) -> None:
        chain = getattr(response, "redirect_chain", [])
        self.address = urljoin(address, chain[-1][0]) if chain else address
        self.html = response.content.decode()  # type: ignore[attr-defined]
        self.status = response.status_code  # type: ignore[attr-defined]


def _names(form: Element) -> "set[str]":
    return {each.attributes.get("name", "") for each in form.all("input", "textarea", "select", "button")}


def _values(form: Element) -> "dict[str, list[str]]":
    values: dict[str, list[str]] = {}
    for each in form.all("input", "textarea", "select"):
        name, kind = each.attributes.get("name"), each.attributes.get("type", "text")
        if not name or (kind in ("radio", "checkbox") and "checked" not in each.attributes):
            continue
        if each.name == "textarea":
            values.setdefault(name, []).append(each.text)
        elif each.name == "select":
            chosen = [one for one in each.all("option") if "selected" in one.attributes]
            values.setdefault(name, []).extend(one.attributes.get("value", one.text) for one in chosen)
        else:
            values.setdefault(name, []).append(each.attributes.get("value", ""))
    return values
