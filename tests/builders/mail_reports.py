"""What mail servers and mailbox providers send back, as RFC 3464 and RFC 5965 write it."""

BOUNCE = """From: MAILER-DAEMON@mx.example.org
To: {back_to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <its-own@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="==b"

--==b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--==b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 16 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; ann@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {says}

--==b
Content-Type: text/rfc822-headers

From: care@example.com
To: ann@example.org
Subject: How was it?
Message-ID: {message_id}

--==b--
"""
COMPLAINT = """From: complaints@provider.example
To: abuse@example.com
Subject: FW: How was it?
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="==c"

--==c
Content-Type: text/plain; charset=us-ascii

This is an email abuse report.

--==c
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <ann@example.org>

--==c
Content-Type: message/rfc822

Return-Path: <bounces+asked-7.ab@example.com>
From: care@example.com
To: ann@example.org
Subject: How was it?
Message-ID: {message_id}

We would like to know.

--==c--
"""


def a_bounce(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", says: str = "smtp; 550 5.1.1 No such user",
    back_to: str = "care@example.com",
) -> bytes:  # fmt: skip
    said = {"message_id": message_id, "action": action, "status": status, "says": says, "back_to": back_to}
    return BOUNCE.format(**said).replace("\n", "\r\n").encode()


def a_complaint(message_id: str, *, kind: str = "abuse") -> bytes:
    return COMPLAINT.format(message_id=message_id, kind=kind).replace("\n", "\r\n").encode()
