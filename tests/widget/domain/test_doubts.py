"""What makes an inquiry doubtful, and what does not."""

import pytest

from services.widget.domain.doubts import MOST_LINKS, Doubt, doubt_about


def links(count: int) -> str:
    return "\n".join(f"see https://shop.example/page/{n}." for n in range(count))


@pytest.mark.parametrize(
    ("title", "body", "trap", "doubt"),
    [
        ("Printer", "It burns.", "https://pills.example", Doubt.TRAP),
        ("Printer", links(MOST_LINKS + 1), "", Doubt.MANY_LINKS),
        ("Printer", links(MOST_LINKS).upper() + " WWW.MORE.EXAMPLE", "", Doubt.MANY_LINKS),
        ("Cheap [url=http://a.example]pills[/url]", "", "", Doubt.LINK_MARKUP),
        ("Hello", "[LINK]http://a.example[/LINK]", "", Doubt.LINK_MARKUP),
        ("Printer", links(MOST_LINKS), "", None),
        ("The same page, again and again", "https://shop.example/cart " * 50, "", None),
        ("Your link tag is wrong", '<a href="https://shop.example">here</a> and array[url]', "", None),
        ("Printer", "It burns.", " \n", None),
    ],
)
def test_what_is_doubted_and_why(title: str, body: str, trap: str, doubt: Doubt | None):
    assert doubt_about(title, body, trap) is doubt
