from django.urls import path

from servewell.base import links
from servewell.web.insight import actions, pages
from servewell.web.kit.methods import page_and_action

mail_ends = page_and_action(pages.mail_ends, actions.end_mail)
mail_ends.csrf_exempt = True  # type: ignore[attr-defined]  # a mail program posts it; the link itself is the proof

app_name = "insight"
urlpatterns = [
    path(links.MONDAY.route, pages.monday, name="monday"),
    path(links.MONDAY_SUBSCRIPTION.route, page_and_action(pages.subscription, actions.subscribe), name="subscription"),
    path(f"{links.MONDAY_SUBSCRIPTION.route}/end", actions.end_subscription, name="monday_end"),
    path(links.MONDAY_OTHERS.route, page_and_action(pages.subscribed, actions.subscribe_other), name="subscribed"),
    path(f"{links.MONDAY_OTHERS.route}/<str:number>/end", actions.end_of_other, name="monday_end_other"),
    path(links.MONDAY_MAIL_ENDS.route, mail_ends, name="monday_mail_ends"),
    path(links.EXECUTIVE.route, pages.executive, name="executive"),
    path(links.INDICATORS.route, pages.catalogue, name="indicators"),
    path(links.INDICATOR.route, pages.indicator, name="indicator"),
    path(links.DEFINE_INDICATOR.route, page_and_action(pages.define, actions.define), name="define"),
    path(links.SATISFACTION.route, pages.satisfaction, name="satisfaction"),
    path(f"{links.SATISFACTION.route}/<str:unit>/units", pages.units, name="units"),
    path(f"{links.SATISFACTION.route}/<str:unit>/drivers", pages.drivers, name="drivers"),
    path(f"{links.SATISFACTION.route}/<str:unit>/publish", actions.publish, name="publish"),
    path(links.FINDING.route, pages.finding, name="finding"),
    path(links.FINDING_FILE.route, pages.finding_file, name="finding_file"),
    path(f"{links.SATISFACTION.route}/<str:unit>/outcomes", pages.outcomes, name="outcomes"),
    path(f"{links.SATISFACTION.route}/<str:unit>/happened", actions.annotate, name="annotate"),
    path(f"{links.SATISFACTION.route}/<str:unit>/limits", actions.rebase, name="rebase"),
    path(
        f"{links.SATISFACTION.route}/<str:unit>/limits/withdraw",
        actions.take_back_limits,
        name="take-back-limits",
    ),
    path(f"{links.SATISFACTION.route}/<str:unit>/outcomes/limits", actions.rebase_outcome, name="rebase-outcome"),
    path(
        f"{links.SATISFACTION.route}/<str:unit>/outcomes/limits/withdraw",
        actions.take_back_limits_of_outcome,
        name="take-back-limits-of-outcome",
    ),
    path(f"{links.SATISFACTION.route}/<str:unit>/target", actions.set_target, name="set-target"),
    path(
        f"{links.SATISFACTION.route}/<str:unit>/happened/<int:annotation>/withdraw", actions.withdraw, name="withdraw"
    ),
]
