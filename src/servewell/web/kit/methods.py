"""One address, two views: a page answers GET, an action answers POST."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from servewell.web.kit.access import AnyView


def page_and_action(page: AnyView, action: AnyView) -> AnyView:
    """Both must be open to the same people. Raises ValueError where they are not."""
    if page.access != action.access:  # type: ignore[attr-defined]
        raise ValueError(f"{page.__name__} and {action.__name__} share an address but not who may open it")

    @require_http_methods(["GET", "HEAD", "POST"])
    def either(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
        return (action if request.method == "POST" else page)(request, *args, **parts)

    either.access = page.access  # type: ignore[attr-defined]
    return either
