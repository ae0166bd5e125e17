from pathlib import Path

import pytest
from joserfc import jwt

from shared.keys import BadKey, make_keys, new_keys, signing_key, split_keys, verification_keys


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    first = make_keys(tmp_path / "new")
    assert make_keys(tmp_path / "new") == first
    assert (tmp_path / "new" / "keys.env").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["keys.env"]


def test_keys_fit_into_one_line_of_an_environment_file() -> None:
    assert all(value.isascii() and value == value.strip() for value in new_keys().values())
    assert all(not set(value) & set(" ,'\"\\$#") for value in new_keys().values())


def test_a_token_of_the_private_key_is_verified_by_any_of_several_public_keys() -> None:
    old, new = new_keys(), new_keys()
    token = jwt.encode(
        {"alg": "Ed25519"}, {"sub": "1"}, signing_key(old["HELPDESK_AUTH_PRIVATE_KEY"]), ["Ed25519"]
    )
    texts = split_keys(f"{new['HELPDESK_AUTH_PUBLIC_KEYS']}, {old['HELPDESK_AUTH_PUBLIC_KEYS']}")
    _, matching = verification_keys(texts)
    assert jwt.decode(token, matching, ["Ed25519"]).claims == {"sub": "1"}


@pytest.mark.parametrize("text", ["", "short", "é" * 43, "A" * 44, "not base64!" * 4])
def test_a_wrong_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadKey) as refused:
        signing_key(text)
    assert not text or text not in str(refused.value)
