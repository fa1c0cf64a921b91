"""Every address. Pages live in web; allauth brings sign-in, second factor and passkeys."""

from django.urls import include, path

from servewell.web.people.actions import choose_language

handler400 = "servewell.web.kit.faults.bad_request"
handler500 = "servewell.web.kit.faults.server_error"

urlpatterns = [
    path("", include("servewell.web.home.urls")),
    path("", include("servewell.web.people.urls")),
    path("", include("servewell.web.roles.urls")),
    path("", include("servewell.web.staff.urls")),
    path("", include("servewell.web.persons.urls")),
    path("", include("servewell.web.units.urls")),
    path("", include("servewell.web.standards.urls")),
    path("", include("servewell.web.commitments.urls")),
    path("", include("servewell.web.instruments.urls")),
    path("", include("servewell.web.voice.urls")),
    path("", include("servewell.web.asking.urls")),
    path("", include("servewell.web.imports.urls")),
    path("", include("servewell.web.cases.urls")),
    path("", include("servewell.web.inquiries.urls")),
    path("", include("servewell.web.harm.urls")),
    path("", include("servewell.web.causes.urls")),
    path("", include("servewell.web.reports.urls")),
    path("", include("servewell.web.deadlines.urls")),
    path("", include("servewell.web.playbooks.urls")),
    path("", include("servewell.web.customers.urls")),
    path("", include("servewell.web.insight.urls")),
    path("", include("servewell.web.webhooks.urls")),
    path("", include("servewell.web.hosting.urls")),
    path("", include("servewell.web.kit.urls")),
    path("language", choose_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
]
