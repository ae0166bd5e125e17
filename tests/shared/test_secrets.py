import pytest

from shared.keys import BadKey, new_keys
from shared.secrets import CannotOpen, Sealer, fingerprint


def a_key() -> str:
    return new_keys()["HELPDESK_SECRETS_KEY"]


def test_what_is_sealed_opens_again_and_never_looks_the_same() -> None:
    sealer = Sealer([a_key()])
    assert sealer.open(sealer.seal("zażółć")) == "zażółć"
    assert sealer.seal("same") != sealer.seal("same")


def test_after_a_rotation_old_secrets_open_and_are_resealed_with_the_new_key() -> None:
    old, new = a_key(), a_key()
    sealed = Sealer([old]).seal("smtp password")
    both = Sealer([new, old])
    assert both.open(sealed) == "smtp password"
    assert Sealer([new]).open(both.reseal(sealed)) == "smtp password"


def test_a_secret_of_a_removed_key_cannot_be_opened() -> None:
    with pytest.raises(CannotOpen):
        Sealer([a_key()]).open(Sealer([a_key()]).seal("x"))


@pytest.mark.parametrize("keys", [[], ["short"], ["not base64!"]])
def test_bad_keys_are_refused(keys: list[str]) -> None:
    with pytest.raises(BadKey):
        Sealer(keys)


def test_a_fingerprint_is_the_same_each_time_and_differs_between_texts() -> None:
    assert fingerprint("token") == fingerprint("token") != fingerprint("other")
