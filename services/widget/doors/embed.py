"""The code that puts a desk's form on a website: the widget, or a plain form."""

import json
from html import escape

from services.widget.queries.desks import WidgetDesk

WIDGET = """\
<script src="{url}/helpdesk/desks/widget.js" data-desk="{token}" data-locale="{language}" data-color="{color}" async></script>
"""
INTUM = """\
<div id="intum-helpdesk-widget"></div>
<script>
  window.IntumHelpdeskWidget = {settings};
</script>
<script src="{url}/helpdesk/desks/widget.js"></script>
"""
FORM = """\
<form method="post" action="{url}/helpdesk/desks/{token}/contact" enctype="multipart/form-data">
  <label>Your name <input name="name" autocomplete="name"></label>
  <label>Email <input name="email" type="email" autocomplete="email" required></label>
  <label>What is it about? <input name="title" required></label>
  <label>Message <textarea name="body" rows="5"></textarea></label>{files}
  <label hidden>Leave this field empty <input name="website" tabindex="-1" autocomplete="off"></label>
  <button>Send</button>
</form>
"""
FILES = """
  <label>Files <input name="files" type="file" multiple></label>"""


def widget_code(desk: WidgetDesk, public_url: str) -> str:
    """HTML to copy into a page: a button in the corner that opens the desk's form."""
    state = desk.state
    values = {"token": desk.desk_token, "language": state.language, "color": state.color}
    return WIDGET.format(url=escape(public_url), **{name: escape(value) for name, value in values.items()})


def widget_code_with_customer(desk: WidgetDesk, public_url: str) -> str:
    """The same as Intum has it, with places for who is signed in at the website."""
    settings = {
        "account_url": public_url,
        "desk_token": desk.desk_token,
        "locale": desk.state.language,
        "client_external_id": "",
        "user_email": "",
        "user_name": "",
        "signature": "",
    }
    # JSON stands in a script: what could end it is written by its number.
    shown = json.dumps(settings, indent=4).replace("<", "\\u003c").replace("\n}", "\n  }")
    return INTUM.format(url=escape(public_url), settings=shown)


def embed_code(desk: WidgetDesk, public_url: str) -> str:
    """HTML to copy into a page: a form that becomes a ticket and leads to the ticket's page."""
    files = FILES if desk.attachments else ""
    return FORM.format(url=escape(public_url), token=escape(desk.desk_token), files=files)
