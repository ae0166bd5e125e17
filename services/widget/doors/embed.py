"""The code that puts a desk's form on a website."""

from html import escape

from services.widget.queries.desks import WidgetDesk

EMBED = """\
<form method="post" action="{url}/helpdesk/desks/{token}/contact" enctype="multipart/form-data">
  <label>Your name <input name="name" autocomplete="name"></label>
  <label>Email <input name="email" type="email" autocomplete="email" required></label>
  <label>What is it about? <input name="title" required></label>
  <label>Message <textarea name="body" rows="5"></textarea></label>{files}
  <button>Send</button>
</form>
"""
FILES = """
  <label>Files <input name="files" type="file" multiple></label>"""


def embed_code(desk: WidgetDesk, public_url: str) -> str:
    """HTML to copy into a page: a form that becomes a ticket and leads to the ticket's page."""
    files = FILES if desk.attachments else ""
    return EMBED.format(url=escape(public_url), token=escape(desk.desk_token), files=files)
