"""Playbooks: which there are, what installing one would change, and what stands here as one."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.base.playbook import PlaybookIsFaulty
from servewell.rooms.playbooks import rules, selectors
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.playbooks import shown


@require_safe
@needs(rules.INSTALL)
def playbooks(request: SignedInRequest) -> HttpResponse:
    if not selectors.may_install(viewer=request.person):
        raise Http404
    return render.page(request, "playbooks/playbooks.html", shown.playbooks_page(viewer=request.person))


@require_safe
@needs(rules.INSTALL)
def playbook(request: SignedInRequest, code: str) -> HttpResponse:
    if not selectors.may_install(viewer=request.person):
        raise Http404
    try:
        book = selectors.shipped_book(code=code, at=today.now())
    except selectors.NoSuchPlaybook as none:
        raise Http404 from none
    except PlaybookIsFaulty as faulty:
        faults = [str(fault) for fault in faulty.faults]
        shelf = shown.playbooks_page(viewer=request.person, faults=faults)
        return render.page(request, "playbooks/playbooks.html", shelf, status=422)
    return render.page(
        request, "playbooks/plan.html", shown.plan_page(selectors.plan(book=book, viewer=request.person))
    )


@require_safe
@needs(rules.INSTALL)
def company(request: SignedInRequest) -> HttpResponse:
    """What stands here as one file, to be looked at, kept, or installed elsewhere."""
    if not selectors.may_install(viewer=request.person):
        raise Http404
    written = selectors.company_playbook(viewer=request.person)
    pack = selectors.packed(files=written, folder=selectors.OWN_CODE)
    return HttpResponse(
        pack,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{selectors.OWN_CODE}.zip"'},
    )
