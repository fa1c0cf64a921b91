"""What the worker does by the clock. Every job may run twice, or late, without harm."""

from servewell.base.jobs import Every

SCHEDULE = (
    Every(name="sweep follow-ups", function="servewell.base.bus.sweep_now", minutes=1),
    Every(name="index words", function="servewell.rooms.voice.jobs.index_words", minutes=1),
    Every(name="index cases", function="servewell.rooms.cases.jobs.index_cases", minutes=1),
    Every(name="ask customers", function="servewell.rooms.voice.jobs.ask", minutes=1),
    Every(name="load the lake", function="servewell.rooms.insight.jobs.load_dirty", minutes=1),
    Every(name="draw limits", function="servewell.rooms.insight.jobs.draw_limits", minutes=60),
    Every(
        name="draw limits of outcomes",
        function="servewell.rooms.insight.jobs.draw_limits_of_outcomes",
        minutes=24 * 60,
    ),
    Every(name="send Monday's pages", function="servewell.web.insight.jobs.send_mondays_now", minutes=1),
    Every(name="settle answers on their way", function="servewell.rooms.cases.jobs.settle_deliveries", minutes=1),
    Every(name="pass cases on", function="servewell.rooms.cases.jobs.pass_on_cases", minutes=60),
    Every(name="call on late questions", function="servewell.rooms.cases.jobs.call_on_late_inquiries", minutes=5),
    Every(name="tell of harm", function="servewell.rooms.cases.jobs.tell_of_harm", minutes=1),
    Every(name="send webhooks", function="servewell.rooms.webhooks.jobs.go_on", minutes=1),
    Every(name="go on taking in", function="servewell.rooms.voice.jobs.go_on_taking_in", minutes=5),
    Every(name="forget abandoned files", function="servewell.rooms.voice.jobs.forget_abandoned_files", minutes=60),
    Every(name="look for one person", function="servewell.rooms.customers.jobs.look_for_proposals", minutes=60),
    Every(name="owe what has come due", function="servewell.rooms.obligations.jobs.owe_for_all_due", minutes=60),
    Every(name="go on with staff files", function="servewell.rooms.people.jobs.go_on_with_staff", minutes=5),
    Every(name="bring the nightly staff file", function="servewell.rooms.people.jobs.bring_nightly_staff", minutes=15),
    Every(
        name="let go whose time is over", function="servewell.rooms.people.jobs.let_go_whose_time_is_over", minutes=60
    ),
    Every(name="ask for messages", function="servewell.rooms.standards.jobs.ask_for_messages_due", minutes=60),
    Every(name="start postings", function="servewell.rooms.commitments.jobs.start_postings_due", minutes=60),
)
