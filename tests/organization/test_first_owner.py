from services.organization.app import build
from services.organization.settings import OrganizationSettings
from shared.database import Database
from shared.service import Service
from tests.organization.conftest import OWNER, Browser
from tests.organization.events import published


async def test_the_first_owner_is_made_once_and_published(
    organization: Service, owner: Browser, organization_database: Database
):
    assert organization.when_starting
    await organization.when_starting()
    assert [each["email"] for each in (await owner.get("/api/people")).json()["items"]] == [OWNER["email"]]
    (event,) = await published(organization_database, "agent.changed.v1")
    assert (event["person"]["role"], event["person"]["version"]) == ("owner", 1)


async def test_without_credentials_in_the_settings_there_is_no_owner(
    settings: OrganizationSettings, organization_database: Database
):
    service = build(
        OrganizationSettings.model_validate(settings.model_dump() | {"admin_email": "", "admin_password": ""})
    )
    assert service.when_starting
    await service.when_starting()
    await service.close()
    assert await published(organization_database, "agent.changed.v1") == []
