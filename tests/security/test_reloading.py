"""The address of every form can be loaded by a browser: it leads to the page that the form stands on."""

import pytest

from tests.security.rights import RIGHTS
from tests.security.test_rights import _things, filled

PAGES = ("/panel/", "/helpdesk/")
BROWSER = {"accept": "text/html,application/xhtml+xml"}
FORMS = [each for each in RIGHTS if each.startswith("POST ") and each.partition(" ")[2].startswith(PAGES)]


@pytest.mark.parametrize("form", FORMS)
async def test_the_address_of_a_form_can_be_loaded(world, form: str):
    path = filled(form.partition(" ")[2], await _things(world, form, "a"))
    answer = await world.owner.get(f"{path}?view=all", headers=BROWSER)
    if answer.status_code == 303:
        assert answer.headers["location"].endswith("?view=all")
        answer = await world.owner.get(answer.headers["location"], headers=BROWSER)
    # What is named here may not be there; its address is one, all the same.
    assert answer.status_code == 200 or ("missing" in form and answer.status_code == 404)
    assert "text/html" in answer.headers["content-type"]
