"""One answer to "is this an address", and to "is it the same person"."""

import pytest

from shared.addresses import mailbox_key, person_key, shown_address, to_address

GOOD = {
    "Jan.K+x@EXAMPLE.com": "Jan.K+x@example.com",
    " jan@zażółć.pl ": "jan@xn--za-6ja4f8n1l.pl",
    "jan@faß.example": "jan@xn--fa-hia.example",
    "x@firma.local": "x@firma.local",
    "x@nas.home.arpa": "x@nas.home.arpa",
    "x@srv.internal": "x@srv.internal",
    "o'brien@example.co.uk": "o'brien@example.co.uk",
}
BAD = [
    "", "x", "@example.com", "x@", "a@b", ".a@example.com", "a.@example.com", "a..b@example.com", "a@example.com.",
    "a@.example.com", "a@exa_mple.com", "a@-x.com", "ą@example.com", "a b@example.com", '"a b"@example.com',
    "a@[127.0.0.1]", "a@b@example.com", "a@example.com\nBcc: b@example.com", "a@127.0.0.1", "Jan <a@example.com>",
    "a\u200b@example.com", f"{'a' * 65}@example.com", f"a@{'x.' * 130}com", "a@x.invalid",
]  # fmt: skip


@pytest.mark.parametrize(("given", "canonical"), GOOD.items())
def test_an_address_has_one_canonical_form(given: str, canonical: str):
    assert to_address(given) == canonical
    assert to_address(canonical) == canonical


@pytest.mark.parametrize("given", BAD)
def test_what_could_not_be_mailed_is_refused_with_a_sentence(given: str):
    with pytest.raises(ValueError, match=r"\w+ \w+") as no:
        to_address(given)
    assert str(no.value).endswith((".", "'")) or "SPACE" in str(no.value)


def test_people_see_the_letters_of_the_domain():
    assert shown_address("jan@xn--za-6ja4f8n1l.pl") == "jan@zażółć.pl"
    assert shown_address("jan@xn--broken-.pl") == "jan@xn--broken-.pl"


def test_one_person_written_in_two_ways_is_one_person():
    assert person_key("Jan@Zażółć.PL") == person_key("jan@xn--za-6ja4f8n1l.pl")
    assert person_key("jan+a@example.com") != person_key("jan+b@example.com")
    assert mailbox_key("Jan+a@example.com") == mailbox_key("jan+b@EXAMPLE.com") == "jan@example.com"
