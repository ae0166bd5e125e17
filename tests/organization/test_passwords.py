"""Which passwords are one common word in disguise, and which are somebody's own."""

import pytest

from services.organization.domain.errors import FieldRefused
from services.organization.passwords import check_quality, check_words

ANNA = ["Anna Kowalska", "anna@example.com"]


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!", "Summer2026!", "Admin@123", "Welcome2024!", "changeme123!", "Letmein2026#", "January2026",
        "support123!", "michael.1985!", "Helpdesk2026!", "Kowalska2026!", "2026.Anna!", "!!!monkey!!!", "P@ssw0rd#26",
        "Spring2026!Spring", "Passw0rd!Passw0rd", "Lato2026!", "Hasło123!", "Październik26!", "Zima2025!!",
    ],
)  # fmt: skip
def test_one_common_word_with_digits_and_signs_is_refused(password: str):
    with pytest.raises(FieldRefused):
        check_words(password, ANNA)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse", "kestrel-winter", "blue-heron-41", "sunflower-77-oak", "Tr0ub4dor&3", "8143-9902-7715",
        "żółty koń 77", "мой пароль длинный", "x9$Lq2!vT", "anna likes rain",
    ],
)  # fmt: skip
def test_somebodys_own_passes(password: str):
    check_quality(password, ANNA)
    check_words(password, ANNA)
