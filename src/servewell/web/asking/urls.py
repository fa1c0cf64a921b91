from django.urls import path

from servewell.base import links
from servewell.web.asking import actions, pages
from servewell.web.kit.methods import page_and_action

ONE = links.CAMPAIGN.route
LETTER = f"{ONE}/letters/<int:letter>"

opt_out = page_and_action(pages.opt_out, actions.opt_out)
opt_out.csrf_exempt = True  # type: ignore[attr-defined]  # a mail program posts it; the link itself is the proof

app_name = "asking"
urlpatterns = [
    path(links.OPT_OUT.route, opt_out, name="opt_out"),
    path(links.ASKING.route, pages.campaigns, name="campaigns"),
    path(f"{links.ASKING.route}/plan", page_and_action(pages.plan, actions.plan), name="plan"),
    path(f"{links.ASKING.route}/rules", page_and_action(pages.asking_rules, actions.set_rule), name="rules"),
    path(f"{links.ASKING.route}/rules/<int:rule>/withdraw", actions.withdraw_rule, name="withdraw_rule"),
    path(ONE, pages.campaign, name="campaign"),
    path(f"{ONE}/lines", pages.lines, name="lines"),
    path(f"{ONE}/start", actions.start, name="start"),
    path(f"{ONE}/pause", actions.pause, name="pause"),
    path(f"{ONE}/go-on", actions.go_on, name="go_on"),
    path(f"{ONE}/stop", actions.stop, name="stop"),
    path(f"{LETTER}/again", actions.again, name="again"),
    path(f"{LETTER}/sent", actions.sent, name="sent"),
]
