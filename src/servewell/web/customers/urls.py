from django.urls import path

from servewell.base import links
from servewell.web.customers import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "customers"
ONE = links.CUSTOMER.route
ALIKE = links.CUSTOMERS_ALIKE.route
urlpatterns = [
    path(links.CUSTOMERS.route, pages.customer_list, name="customers"),
    path(ALIKE, pages.alike, name="alike"),
    path(f"{ALIKE}/<int:number>/one", actions.accept, name="accept"),
    path(f"{ALIKE}/<int:number>/two", actions.reject, name="reject"),
    path(f"{links.CUSTOMERS.route}/merges/<int:number>/undo", actions.undo, name="undo"),
    path(ONE, pages.customer, name="customer"),
    path(links.CUSTOMER_LEFT.route, pages.left, name="left"),
    path(f"{ONE}/consent", actions.consent, name="consent"),
    path(f"{ONE}/lift/<int:suppression>", actions.lift, name="lift"),
    path(f"{ONE}/speakers", actions.speak, name="speak"),
    path(f"{ONE}/speakers/<int:speaker>/stop", actions.stop, name="stop"),
    path(f"{ONE}/merge", actions.merge, name="merge"),
    path(f"{ONE}/export", pages.export, name="export"),
    path(f"{ONE}/correct", page_and_action(pages.correct, actions.correct), name="correct"),
    path(f"{ONE}/correct/<int:contact>", actions.correct_contact, name="correct_contact"),
    path(f"{ONE}/erase", page_and_action(pages.erase, actions.erase), name="erase"),
    path(links.ERASURE.route, pages.certificate, name="certificate"),
]
