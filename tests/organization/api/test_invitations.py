"""Who is invited chooses a password by the link of a mail."""

from datetime import timedelta

from sqlalchemy import text

from tests.organization.conftest import SITE

NEW = "quite another horse"
PAGE = {"accept": "text/html", "origin": SITE}


async def signs_in(browser, password, email):
    answer = await browser().post("/auth/sign-in", json={"email": email, "password": password})
    return answer.status_code == 200


async def test_who_is_invited_chooses_a_password_and_is_in(browser, owner, wanted):
    wish = {"email": "ola@example.com", "name": "Ola", "role": "agent"}
    made = await owner.post("/api/people/invitations", json=wish)
    assert (made.status_code, made.json()["email"], made.json()["role"]) == (201, "ola@example.com", "agent")
    ((mail, address),) = await wanted()
    assert (mail.kind, mail.to, mail.values.by) == ("invitation", "ola@example.com", "owner")
    address = address.removeprefix(SITE)
    assert (await browser().get(address)).json() == {"name": "Ola", "email": "ola@example.com"}
    page = await browser(headers=PAGE).get(address)
    assert "Welcome, Ola" in page.text
    assert (await browser().post(address, json={"password": NEW})).status_code == 204
    assert await signs_in(browser, NEW, "ola@example.com")
    assert (await browser().get(address)).status_code == 404


async def test_an_invitation_is_good_for_a_week_and_may_be_sent_again(browser, owner, wanted, organization):
    wish = {"email": "ola@example.com", "name": "Ola", "role": "guest"}
    first = (await owner.post("/api/people/invitations", json=wish)).json()
    second = (await owner.post("/api/people/invitations", json=wish | {"role": "agent"})).json()
    assert (second["id"], second["role"]) == (first["id"], "agent")
    (_, older), (_, newer) = await wanted()
    gone = await browser().post(older.removeprefix(SITE), json={"password": NEW})
    assert gone.status_code == 404
    async with organization.database.session() as session:
        left = await session.scalar(text("SELECT good_until - clock_timestamp() FROM one_time_links"))
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert (await browser().post(newer.removeprefix(SITE), json={"password": NEW})).status_code == 204


async def test_whoever_is_in_already_is_not_invited(owner, agent, wanted):
    me = (await agent.get("/api/me")).json()
    answer = await owner.post("/api/people/invitations", json={"email": me["email"], "name": "X"})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert await wanted() == []


async def test_nobody_invites_beyond_their_own_role(someone, owner, agent, wanted):
    admin = await someone("admin")
    wish = {"email": "ola@example.com", "name": "Ola", "role": "owner"}
    assert (await admin.post("/api/people/invitations", json=wish)).status_code == 403
    assert (await agent.post("/api/people/invitations", json=wish | {"role": "guest"})).status_code == 403
    assert await wanted() == []
    await owner.post("/api/people/invitations", json=wish)
    again = await admin.post("/api/people/invitations", json=wish | {"role": "guest"})
    assert again.status_code == 403
