"""Where the answers stand in or below the quote they stay readable, and a reply is never empty without need."""

from services.notifications.parsing.replies import visible_reply

HEAD = "On 14 Mar 2023, at 10:11, Anna Nowak <anna@example.com> wrote:"


def test_answers_between_quoted_lines_keep_what_they_answer():
    text = f"{HEAD}\n> Is it on?\n\nYes.\n\n> Is there paper?\n\nNo.\n\n> Regards\n> Anna"
    assert visible_reply(text, "") == "> Is it on?\n\nYes.\n\n> Is there paper?\n\nNo."


def test_answers_below_one_quote_stand_alone():
    assert visible_reply(f"{HEAD}\n> Is it on?\n>\n> Anna\n\nYes, it is.\nJan\n", "") == "Yes, it is.\nJan"


def test_a_greeting_above_and_the_answer_below():
    assert visible_reply(f"Hi,\n{HEAD}\n> Is it on?\n\nYes, it is.\n", "") == "Hi,\n\nYes, it is."


def test_a_chosen_quote_without_head_stays_with_its_answer():
    assert visible_reply("> Is it on?\n\nYes.\n", "") == "> Is it on?\n\nYes."


def test_a_quote_without_head_at_the_end_goes():
    assert visible_reply("Yes.\n\n> Is it on?\n", "") == "Yes."


def test_a_mail_that_is_all_quote_shows_it():
    assert visible_reply(f"> {HEAD}\n>\n> Is it on?\n", "") == "> Is it on?"


def test_nothing_but_heads_is_nothing():
    assert visible_reply(f"> {HEAD}\n>\n>> {HEAD}\n>>\n", "") == ""


def test_a_line_that_was_torn_is_no_answer():
    quote = (
        "> The printer in the second room on the left does not print since the last\nupdate\n> of the system."
    )
    assert visible_reply(f"Fixed.\n\n{HEAD}\n{quote}\n", "") == "Fixed."


def test_an_address_that_was_broken_is_no_quote():
    text = "See <https://example.com/very/long\n> for more."
    assert visible_reply(text, "") == text


def test_words_and_head_on_one_line():
    assert (
        visible_reply("fine On Wed, Apr 4, 2012 at 3:59 PM, anna@example.com wrote:\n> Is it?", "") == "fine"
    )


def test_a_signed_message_without_its_frame():
    signed = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nYes.\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    assert visible_reply(signed, "") == "Yes."


def test_nothing_stays_nothing():
    assert visible_reply("", "") == ""
    assert visible_reply("\n \n", "") == ""
