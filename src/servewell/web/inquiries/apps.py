from django.apps import AppConfig


class WebInquiriesConfig(AppConfig):
    name = "servewell.web.inquiries"
    label = "web_inquiries"
