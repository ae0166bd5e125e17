"""Reports of machines are read as their standards say."""

import json

import pytest

from services.notifications.parsing.bounces import find_bounce
from tests.notifications.bounces.test_bounces import APart

GROUP = "Final-Recipient: rfc822; Jan@Example.net\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n user\n"
ORIGINAL = "Received: from a\nMessage-ID: <t1@example.org>\nSubject: Your ticket\n\nHello"


def report(*groups: str, original: str = "message/rfc822"):
    status = "\n\n".join(["Reporting-MTA: dns; mx.example.net", *groups])
    return [
        APart("text/plain", "Sorry."),
        APart("message/delivery-status", status),
        APart(original, ORIGINAL),
    ]


@pytest.mark.parametrize("action", ["failed", "delayed", "delivered", "relayed", "expanded"])
def test_the_action_is_what_the_report_says(action: str):
    bounce = find_bounce((), "", "", report(GROUP.format(action=action, status="5.1.1")))
    assert bounce is not None
    assert (bounce.recipients[0].address, bounce.recipients[0].action) == ("jan@example.net", action)
    assert bounce.is_failure == (action == "failed")


def test_the_diagnostic_is_unfolded():
    bounce = find_bounce((), "", "", report(GROUP.format(action="failed", status="5.1.1")))
    assert bounce is not None
    assert bounce.recipients[0].diagnostic == "550 5.1.1 unknown user"


def test_a_vague_status_is_made_better_by_the_diagnostic():
    bounce = find_bounce((), "", "", report(GROUP.format(action="failed", status="5.0.0")))
    assert bounce is not None
    assert bounce.recipients[0].status == "5.1.1"


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_the_mail_that_failed(original: str):
    bounce = find_bounce((), "", "", report(GROUP.format(action="failed", status="5.1.1"), original=original))
    assert bounce is not None
    assert bounce.original_message_id == "<t1@example.org>"


def test_several_recipients():
    groups = [
        GROUP.format(action="failed", status="5.1.1"),
        GROUP.replace("Jan", "Ewa").format(action="delayed", status="4.2.2"),
    ]
    bounce = find_bounce((), "", "", report(*groups))
    assert bounce is not None
    assert [(each.address, each.status) for each in bounce.recipients] == [
        ("jan@example.net", "5.1.1"),
        ("ewa@example.net", "4.2.2"),
    ]


def test_the_address_may_stand_in_another_field():
    group = (
        "Original-Recipient: rfc822;jan@example.net\nFinal-Recipient: rfc822;\nAction: failed\nStatus: 5.1.1"
    )
    bounce = find_bounce((), "", "", report(group))
    assert bounce is not None
    assert bounce.recipients[0].address == "jan@example.net"


def test_a_report_in_a_part_of_text():
    bounce = find_bounce(
        (),
        "",
        "",
        [APart("text/plain", f"Reporting-MTA: dns; mx\n\n{GROUP.format(action='failed', status='5.1.1')}")],
    )
    assert bounce is not None
    assert bounce.why == "report"


def test_an_attached_report_of_somebody_else_is_none():
    forwarded = APart(
        "message/rfc822", f"Subject: failure notice\n\n{GROUP.format(action='failed', status='5.1.1')}"
    )
    assert (
        find_bounce((), "Look at this", "jan@example.net", [APart("text/plain", "What is it?"), forwarded])
        is None
    )


def test_a_receipt_for_reading_is_no_bounce():
    receipt = (
        "Final-Recipient: rfc822; jan@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    )
    parts = [APart("text/plain", "It was read."), APart("message/disposition-notification", receipt)]
    assert find_bounce((), "Read: Your ticket", "jan@example.net", parts) is None


def test_a_complaint_is_no_failure():
    feedback = "Feedback-Type: abuse\nUser-Agent: X/1.0\nOriginal-Rcpt-To: <jan@example.net>\n"
    bounce = find_bounce(
        (), "", "", [APart("message/feedback-report", feedback), APart("message/rfc822", ORIGINAL)]
    )
    assert bounce is not None
    assert (bounce.recipients[0].address, bounce.recipients[0].action, bounce.is_failure) == (
        "jan@example.net",
        "complaint",
        False,
    )


def test_the_complaint_of_microsoft_has_only_a_subject():
    parts = [APart("message/rfc822", ORIGINAL)]
    bounce = find_bounce((), "complaint about message from 192.0.2.1", "staff@hotmail.com", parts)
    assert bounce is not None
    assert bounce.recipients[0].action == "complaint"


@pytest.mark.parametrize(
    ("notice", "action"),
    [
        (
            {
                "notificationType": "Bounce",
                "bounce": {"bouncedRecipients": [{"emailAddress": "jan@example.net", "status": "5.1.1"}]},
            },
            "failed",
        ),
        (
            {
                "notificationType": "Complaint",
                "complaint": {"complainedRecipients": [{"emailAddress": "jan@example.net"}]},
            },
            "complaint",
        ),
        ({"eventType": "Delivery", "delivery": {"recipients": ["jan@example.net"]}}, "delivered"),
    ],
)
def test_notices_of_amazon_in_json(notice: dict[str, object], action: str):
    whole = json.dumps(notice | {"mail": {"messageId": "0102"}})
    bounce = find_bounce(
        (),
        "AWS Notification Message",
        "no-reply@sns.amazonaws.com",
        [APart("text/plain", f"{whole[:60]}\n{whole[60:]}\n--\nStop?")],
    )
    assert bounce is not None
    assert (bounce.recipients[0].address, bounce.recipients[0].action, bounce.original_message_id) == (
        "jan@example.net",
        action,
        "0102",
    )


def test_the_envelope_of_amazons_notification_service():
    notice = {
        "notificationType": "Bounce",
        "bounce": {"bouncedRecipients": [{"emailAddress": "jan@example.net"}]},
    }
    envelope = json.dumps({"Type": "Notification", "Message": json.dumps(notice)}, indent=2)
    bounce = find_bounce(
        (), "AWS Notification Message", "no-reply@sns.amazonaws.com", [APart("text/plain", envelope)]
    )
    assert bounce is not None
    assert (bounce.why, bounce.recipients[0].address) == ("json", "jan@example.net")


@pytest.mark.parametrize(
    "text",
    [
        '{"notificationType": [',
        "{" * 50_000 + "notificationType",
        '{"notificationType": "Bounce", "bounce": 7}',
    ],
)
def test_broken_json_is_no_bounce(text: str):
    assert find_bounce((), "Notice", "no-reply@example.net", [APart("text/plain", text)]) is None


def test_a_mail_that_was_passed_on_failed_for_whom_it_was_written_to():
    group = GROUP.format(action="failed", status="5.1.1")
    for original in ("rfc822; ewa@example.org", "rfc822;", ""):
        passed = f"{group}Original-Recipient: {original}" if original else group
        bounce = find_bounce((), "", "", report(passed))
        assert bounce is not None
        assert bounce.recipients[0].address == ("ewa@example.org" if "@" in original else "jan@example.net")
