"""A customer sees a picture where the words name it, and a small one in the list for every other."""

from tests.shared.test_previews import a_picture
from tests.tickets.panel.page import read
from tests.widget.test_intake import FORM


async def test_a_named_picture_stands_among_the_words_and_another_below(visitor, desk):
    path = f"/widget/v1/desks/{desk['desk_token']}/tickets"
    sent = [("files", (name, a_picture())) for name in ("a.png", "b.png")]
    form = FORM | {"body": "Look: [image: a.png] and [image: c.png]"}
    token = (await visitor.post(path, data=form, files=sent)).json()["public_token"]
    page = read((await visitor.get(f"/helpdesk/ticket/{token}")).text)
    message = page.one("article", id="first")
    placed = message.one("img", class_="in-place")
    listed = message.one("a", class_="file")
    assert placed["alt"] == "a.png"
    assert "[image: c.png]" in message.text
    assert (listed.one("bdi").text, listed.one("img")["class"]) == ("b.png", "file-p")
    for picture in (placed, listed.one("img")):
        assert (await visitor.get(picture["src"])).headers["content-type"] == "image/webp"
    told = (await visitor.get(f"/widget/v1/tickets/{token}")).json()["attachments"]
    assert all(each["preview"].startswith(each["url"]) for each in told)
