"""Behind https every answer says so, also those that are made before any framework."""

from uuid_utils.compat import uuid7

from services.widget.app import build
from services.widget.settings import WidgetSettings
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from tests.service_fixtures import Alone, a_person, settings_for
from tests.widget.test_intake import FORM

YEAR = "max-age=31536000"


async def test_every_door_says_that_this_site_is_https(database, tmp_path):
    url = (await database("widget")).url
    public = {"HELPDESK_PUBLIC_URL": "https://desk.example"}
    alone = Alone(build(settings_for(WidgetSettings, "widget", url, tmp_path, **public)))
    state = DeskState(id=uuid7(), name="Support", number_pattern="T-{{nr}}", version=1)
    await alone.hear(DeskCreated(desk=state, actor=SYSTEM))
    async with alone.client(a_person("admin")) as admin, alone.client() as visitor:
        token = (await admin.get(f"/api/widget/desks/{state.id}")).json()["desk_token"]
        path = f"/widget/v1/desks/{token}/tickets"
        for answer in (
            await visitor.post(path, json=FORM),
            await visitor.post(path, json={}),
            await visitor.post(path, data=FORM),
            await visitor.get(f"/helpdesk/desks/{token}/contact"),
        ):
            assert answer.headers["strict-transport-security"] == YEAR, answer.text
            assert "nosniff" in answer.headers["x-content-type-options"]
    await alone.service.close()
