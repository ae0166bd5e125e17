"""A1: HTML of a mail that acts, covers, reports or breaks out; in through the LMTP door, shown in its frame."""

import re

import httpx
import pytest

from tests.notifications.incoming.conftest import Mails, arrived, hears, lmtp_port, loops, mail
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import SUPPORT

__all__ = ["arrived", "hears", "lmtp_port", "loops", "mail"]
pytestmark = [pytest.mark.usefixtures("hears", "loops"), pytest.mark.attack("A1")]

ACTS = {
    "nested tags": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "a comment that ends early": "<!--><img src=x onerror=alert(1)>-->",
    "a comment in an attribute": '<p title="--><img src=x onerror=alert(1)>">x</p>',
    "a style in SVG": "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "a table in MathML": "<math><mi><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "forms in each other": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "a template": "<template><script>alert(1)</script></template>",
    "plaintext": "<plaintext><script>alert(1)</script>",
    "textarea": "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "a NUL in a tag": "<scr\0ipt>alert(1)</scr\0ipt><img src=x onerror\0=alert(1)>",
    "javascript in entities": '<a href="&#106;avascript&colon;alert(1)">x</a>',
    "javascript behind a tab": '<a href="java\tscript:alert(1)">x</a><a href=" \x01javascript:alert(1)">y</a>',
    "vbscript and data": '<a href="vbscript:x">x</a><a href="data:text/html,<script>alert(1)</script>">y</a>',
    "a picture that is a page": '<img src="data:text/html;base64,PHNjcmlwdD4="><img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "a style that loads": "<p style=\"background:url('https://evil.example/a');background-image:url(//evil.example)\">x</p>",
    "a style that covers": '<p style="position:fixed;top:0;left:0;z-index:9;width:100%">x</p>',
    "a style with escapes": '<p style="b\\61ckground:u\\72l(https://evil.example)">x</p>',
    "an import": "<style>@import 'https://evil.example/a.css'; p{color:red}</style>",
    "frames": '<iframe srcdoc="<script>alert(1)</script>"></iframe><frameset><frame src="https://evil.example">',
    "media": '<video poster="https://evil.example"><source onerror=alert(1)></video><audio src=x onerror=alert(1)>',
    "objects": '<object data="https://evil.example"></object><embed src="https://evil.example"><applet code=x>',
    "a base and a refresh": '<base href="https://evil.example"><meta http-equiv="refresh" content="0;https://evil.example">',
    "other names of pictures": '<image src=x onerror=alert(1)><img srcset="https://evil.example/a 2x" lowsrc="https://evil.example">',
    "a waiting picture that waits for itself": '<img data-remote-src="https://evil.example/a">',
    "a background": '<table background="https://evil.example/a"><td background="https://evil.example/b">x</table>',
    "details": "<details open ontoggle=alert(1)>x</details><p onclick=alert(1) id=x class=y contenteditable>y</p>",
    "UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "a file of ours": '<img src="/panel/tickets"><a href="//evil.example/x" ping="https://evil.example">x</a>',
    "a way out of the frame's document": "</body></html><script>alert(1)</script><title></title><base target=_self>",
}
TAG = re.compile(r"<[a-zA-Z!/][^>]*>")
SHOWN_WORDS = re.compile(r" (?:title|alt)=\"[^\"]*\"")
MAY_STAND = re.compile(
    r"<(?:!doctype html|/?html|/?head|/?body|meta charset=\"utf-8\"|meta name=\"viewport\" content=\"width=device-width\""
    r"|meta name=\"color-scheme\" content=\"light\"|base target=\"_blank\"|/?title|/?style"
    r"|/?(?:a|p|b|i|div|span|table|tbody|tr|td|img|br)(?: (?:href|rel|title|style|alt|width|data-remote-src)=\"[^\"]*\")*)>"
)


@pytest.mark.parametrize("how", ACTS)
async def test_a1_nothing_in_a_mail_acts(http: httpx.AsyncClient, lmtp_port: int, arrived: Mails, how: str):
    charset = "utf-7" if how == "UTF-7" else "utf-8"
    sent = a_mail(body=f"<p>words</p>{ACTS[how]}", Content_Type=f"text/html; charset={charset}")
    assert await handed_on(lmtp_port, sent, SUPPORT) == {}
    (kept,) = await arrived(1)
    answer = await http.get(f"/panel/mail/emails/{kept['id']}/html")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    shown = answer.text.partition("<body>")[2]
    assert "words" in shown
    assert [each for each in TAG.findall(answer.text) if not MAY_STAND.fullmatch(each)] == []
    attributes = SHOWN_WORDS.sub("", " ".join(TAG.findall(shown)).lower())
    assert not re.search(r"\bon\w+=|javascript:|vbscript:|data:|url\(|position|[^-]src=", attributes)
    page = (await http.get(f"/panel/mail/emails/{kept['id']}")).text
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")
