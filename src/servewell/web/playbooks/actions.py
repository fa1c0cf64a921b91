"""Playbooks are installed from a page as they are by command: one deed, in one go."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.base.playbook import Fault, PlaybookIsFaulty
from servewell.rooms.playbooks import rules, selectors, services
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.playbooks import shown

MOST_FILES = 60
# no plan has this digest: who sends none has looked at none
NOTHING = "nothing"
# of all files as they come back with the button that installs them; Django takes 262,144 bytes of what is typed
LARGEST = 240_000


@needs(rules.INSTALL)
def install(request: SignedInRequest, code: str) -> HttpResponse:
    """A shipped one."""
    if not selectors.may_install(viewer=request.person):
        raise Http404
    try:
        book = selectors.shipped_book(code=code, at=today.now())
        if _is_installed(request, book):
            return render.to_page("playbooks:playbook", code=code)
    except selectors.NoSuchPlaybook as none:
        raise Http404 from none
    except PlaybookIsFaulty as faulty:
        return _told(request, faulty)
    return render.page(
        request, "playbooks/plan.html", shown.plan_page(selectors.plan(book=book, viewer=request.person)), status=422
    )


@needs(rules.INSTALL)
def own(request: SignedInRequest) -> HttpResponse:
    """One's own: its files are handed over and looked at, and with ``kept`` installed as they were looked at."""
    if not selectors.may_install(viewer=request.person):
        raise Http404
    try:
        files = _kept(request.POST["kept"]) if "kept" in request.POST else _handed_over(request)
        book = selectors.read(files=files, at=today.now())
        if "kept" in request.POST and _is_installed(request, book):
            return render.to_page("playbooks:playbooks")
    except PlaybookIsFaulty as faulty:
        return _told(request, faulty)
    page = shown.plan_page(selectors.plan(book=book, viewer=request.person), kept=_to_keep(files))
    return render.page(request, "playbooks/plan.html", page, status=422 if "kept" in request.POST else 200)


def _told(request: SignedInRequest, faulty: PlaybookIsFaulty) -> HttpResponse:
    shelf = shown.playbooks_page(viewer=request.person, faults=[str(fault) for fault in faulty.faults])
    return render.page(request, "playbooks/playbooks.html", shelf, status=422)


def _handed_over(request: SignedInRequest) -> dict[str, str]:
    """Raises PlaybookIsFaulty for what is no text, too many, or too large."""
    given = request.FILES.getlist("files")[: MOST_FILES + 1]
    if len(given) <= MOST_FILES and sum(each.size or 0 for each in given) <= LARGEST:
        is_packed = len(given) == 1 and (given[0].name or "").endswith(".zip")
        files = _taken_out(given[0]) if is_packed else _as_they_are(given)
        if len(_to_keep(files).encode()) <= LARGEST:
            return files
    says = (
        f"use at most {MOST_FILES} files of {LARGEST:,} bytes together; `servewell playbook install` takes larger ones"
    )
    raise PlaybookIsFaulty([Fault("*", 1, says)])


def _as_they_are(given: "Sequence[UploadedFile[bytes]]") -> dict[str, str]:
    _refuse_twice([each.name or "" for each in given])
    return {each.name or "": _text(each) for each in given}


def _taken_out(file: "UploadedFile[bytes]") -> dict[str, str]:
    return selectors.unpacked(content=bytes(file.read()), name=file.name or "", largest=LARGEST)


def _refuse_twice(names: Sequence[str]) -> None:
    """Of two files of one name only the second would be read."""
    for name in names:
        if names.count(name) > 1:
            raise PlaybookIsFaulty([Fault(name, 1, "two files of this name were handed over: leave one out")])


def _to_keep(files: dict[str, str]) -> str:
    return json.dumps(files, ensure_ascii=False)


def _text(file: "UploadedFile[bytes]") -> str:
    try:
        return bytes(file.read()).decode("utf-8")
    except UnicodeDecodeError as fault:
        raise PlaybookIsFaulty([Fault(file.name or "", 1, "this is not written in UTF-8: save it so")]) from fault


def _kept(text: str) -> dict[str, str]:
    """Raises PlaybookIsFaulty where it is not what the page held."""
    try:
        held = json.loads(text)
    except ValueError:
        held = None
    if not isinstance(held, dict) or not all(isinstance(each, str) for each in held.values()):
        raise PlaybookIsFaulty([Fault("*", 1, "the files did not come back as they were: hand them over again")])
    return held


def _is_installed(request: SignedInRequest, book: selectors.Book) -> bool:
    """If not, the person is told why. Raises PlaybookIsFaulty where what it points at went away meanwhile."""
    ticked = request.POST.getlist("overwrite")
    try:
        followed = services.install(
            book=book, by=request.person, at=today.now(), overwrite=ticked,
            looked_at=request.POST.get("looked-at", "") or NOTHING,
        )  # fmt: skip
    except services.PlanChangedMeanwhile:
        messages.error(request, _("Something has changed since you looked. Nothing was installed: look again."))
    except services.OlderThanInstalled:
        messages.error(request, _("A later version of it is installed already. Nothing was changed."))
    except services.NothingOfThatName:
        messages.error(request, _("Something that was ticked is not in it any more. Look again."))
    except services.RoomRefuses as fault:
        messages.error(request, _("Nothing was installed: %(why)s") % {"why": fault})
    except NotAllowed:
        messages.error(request, _("Nothing was installed: some of it needs powers that you do not hold."))
    else:
        count = len(shown.written(followed, ticked))
        done = ngettext("Installed: %(count)d entry was written.", "Installed: %(count)d entries were written.", count)
        messages.success(request, done % {"count": count} if count else _("Installed. Nothing had to be changed."))
        return True
    return False
