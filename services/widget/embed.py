"""The code that puts a desk's widget on a website."""

from html import escape

from services.widget.desks import Desk

EMBED = """\
<div id="intum-helpdesk-widget"></div>
<script>
  window.IntumHelpdeskWidget = {{
    account_url: "{url}",
    desk_token: "{token}",
    locale: "{language}"
  }};
</script>
<link rel="stylesheet" href="{url}/helpdesk/desks/widget.css">
<script src="{url}/helpdesk/desks/widget.js" defer></script>
"""


def embed_code(desk: Desk, public_url: str) -> str:
    """HTML to copy into a page, before its closing body tag."""
    return EMBED.format(url=public_url, token=desk.desk_token, language=escape(desk.state.language))
