from typing import Any

import pytest

from services.widget.domain.errors import SubmissionRefused, TitleRequired
from services.widget.domain.submission import Submission, checked_comment


def submission(**fields: Any) -> Submission:
    defaults: dict[str, Any] = {"title": "Printer", "body": "It burns.", "email": "rita@example.com"}
    return Submission(**(defaults | fields))


def fields_refused(**fields: Any) -> list[str]:
    with pytest.raises(SubmissionRefused) as no:
        submission(**fields).checked()
    assert no.value.status == 422
    return [error["field"] for error in no.value.errors]


def test_a_submission_is_trimmed():
    checked = submission(
        title=" Printer\n on  fire ", body="a\r\nb\x07 ", email=" a@b.pl ", name=" "
    ).checked()
    assert (checked.title, checked.body, checked.email, checked.name) == (
        "Printer on fire",
        "a\nb",
        "a@b.pl",
        None,
    )


def test_what_was_signed_is_not_trimmed():
    assert submission(client={"client_external_id": " a  b "}).checked().client == {
        "client_external_id": " a  b "
    }


@pytest.mark.parametrize("title", ["", "  ", "\n\t", "\u200b"])
def test_without_a_title_there_is_no_inquiry(title: str):
    with pytest.raises(TitleRequired) as no:
        submission(title=title, email="x").checked()
    assert no.value.code == "title_required"
    assert [error["field"] for error in no.value.errors] == ["title", "email"]


@pytest.mark.parametrize("name", ["title", "body", "name", "phone"])
@pytest.mark.parametrize("broken", ["a\0b", "a\ud800b"])
def test_what_no_store_keeps_is_refused(name: str, broken: str):
    assert fields_refused(**{name: broken}) == [name]


@pytest.mark.parametrize(
    "client",
    [
        {"k": "a\0"},
        {"k\0": "a"},
        {"k": "a\nb"},
        {"k": "x" * 201},
        {"k" * 201: "x"},
        {str(n): "" for n in range(31)},
    ],
)
def test_what_the_page_says_of_its_client_has_limits(client: dict[str, str]):
    assert fields_refused(client=client) == ["client"]


def test_every_wrong_field_is_named_at_once():
    assert fields_refused(title="x" * 301, body="x" * 50_001, phone="1" * 201, email="rita") == [
        "title",
        "body",
        "phone",
        "email",
    ]


@pytest.mark.parametrize(
    "email", ["", "rita", "rita@localhost", "a@b.pl, c@d.pl", "R <a@b.pl>", "a@b.pl\0", "a@b..pl"]
)
def test_an_address_has_to_look_like_one(email: str):
    assert fields_refused(email=email) == ["email"]


def test_a_comment_says_something_or_brings_a_file():
    assert checked_comment(" still\r\nburns ", has_files=False) == "still\nburns"
    assert checked_comment("  ", has_files=True) == ""
    with pytest.raises(SubmissionRefused):
        checked_comment(" \n", has_files=False)


@pytest.mark.parametrize("body", ["a\0", "x" * 50_001])
def test_a_comment_has_the_same_limits(body: str):
    with pytest.raises(SubmissionRefused):
        checked_comment(body, has_files=True)


def test_what_just_fits_is_taken():
    client = {f"{number:0200}": "x" * 200 for number in range(30)}
    email = "r@" + ".".join(["a" * 63] * 3) + "." + "b" * 60
    checked = submission(
        title="x" * 300, body="y" * 50_000, name="z" * 200, client=client, email=email
    ).checked()
    assert (len(checked.title), len(checked.body), checked.name) == (300, 50_000, "z" * 200)
    assert (len(checked.client), len(checked.email)) == (30, 254)


def test_a_name_and_a_phone_are_kept():
    checked = submission(name=" Rita ", phone=" 112 ").checked()
    assert (checked.name, checked.phone) == ("Rita", "112")
