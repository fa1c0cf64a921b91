from django.urls import path

from servewell.base import links
from servewell.web.cases import pages
from servewell.web.cases.actions import inquiries, merging, points, together
from servewell.web.cases.actions import whole as actions
from servewell.web.kit.methods import page_and_action

app_name = "cases"
urlpatterns = [
    path(links.CASES.route, pages.case_list, name="cases"),
    path(links.CASES_TOGETHER.route, page_and_action(pages.together, together.do_together), name="together"),
    path(links.CASE_VIEWS.route, page_and_action(pages.case_views, together.save_view), name="views"),
    path(f"{links.CASE_VIEW.route}/rename", together.rename_view, name="rename_view"),
    path(f"{links.CASE_VIEW.route}/remove", together.remove_view, name="remove_view"),
    path(links.CASE_POINTS.route, pages.points, name="points"),
    path(f"{links.CASE_POINT.route}/done", points.finish, name="finish_point"),
    path(f"{links.CASE_POINT.route}/back", points.give_back, name="give_point_back"),
    path(links.CASE.route, pages.case, name="case"),
    path(links.CASE_BESIDE.route, pages.beside, name="beside"),
    path(f"{links.CASE.route}/answer", actions.answer, name="answer"),
    path(f"{links.CASE.route}/draft", actions.save_draft, name="save_draft"),
    path(f"{links.CASE.route}/take", actions.take, name="take"),
    path(f"{links.CASE.route}/assign", actions.assign, name="assign"),
    path(f"{links.CASE.route}/arrived", actions.vouch, name="vouch"),
    path(f"{links.CASE.route}/send-again", actions.send_again, name="send_again"),
    path(f"{links.CASE.route}/kind", actions.set_kind, name="set_kind"),
    path(f"{links.CASE.route}/receipt", actions.send_receipt, name="send_receipt"),
    path(f"{links.CASE.route}/note", actions.note, name="note"),
    path(f"{links.CASE.route}/tie", actions.tie, name="tie"),
    path(f"{links.CASE.route}/untie", actions.untie, name="untie"),
    path(f"{links.CASE.route}/merge", page_and_action(pages.merge, merging.merge), name="merge"),
    path(f"{links.CASE.route}/unmerge", merging.undo, name="unmerge"),
    path(f"{links.CASE.route}/points/<int:point>", pages.point, name="point"),
    path(f"{links.CASE.route}/point", points.mark, name="mark_point"),
    path(f"{links.CASE.route}/point/unmark", points.unmark, name="unmark_point"),
    path(f"{links.CASE.route}/point/decline", points.decline, name="decline_point"),
    path(f"{links.CASE.route}/point/hand-over", points.hand_over, name="hand_point_over"),
    path(f"{links.CASE.route}/point/reopen", points.reopen, name="reopen_point"),
    path(links.CASE_ASK.route, page_and_action(pages.ask, inquiries.ask), name="ask"),
    path(links.CASE_INQUIRY.route, pages.inquiry, name="inquiry"),
    path(f"{links.CASE.route}/inquiry/reply", inquiries.reply, name="reply_to_inquiry"),
    path(f"{links.CASE.route}/inquiry/extend", inquiries.extend, name="extend_inquiry"),
    path(f"{links.CASE.route}/inquiry/withdraw", inquiries.withdraw, name="withdraw_inquiry"),
    path(f"{links.CASE.route}/close", actions.close, name="close"),
]
