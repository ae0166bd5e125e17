"""Fifteen mail programs: how each one answers a mail. Shapes are theirs, words are made up."""

from html import escape

from tests.notifications.replies.heads import APPLE, GMAIL, K9, OTHERS, THUNDERBIRD, YAHOO
from tests.notifications.replies.labels import LABELS, MARKS, VALUES, block
from tests.notifications.replies.letters import Letter, Paper, joined, letter, lines_as, quoted, text_part
from tests.notifications.replies.tongues import Tongue

RULE = "_" * 32
STORE = "https://aka.ms/o0ukef"


def _pair(kind: str, boundary: str, plain: str, html: str, paper: Paper) -> bytes:
    return joined(kind, boundary, text_part("plain", plain, paper), text_part("html", html, paper))


def _short(tongue: Tongue) -> str:
    """Some tables know one Chinese only."""
    return tongue.code.partition("-")[0] if tongue.code not in APPLE else tongue.code


def _fields(tongue: Tongue, line: str) -> str:
    pairs = zip(LABELS[tongue.code], VALUES, strict=True)
    return "".join(line.format(label=escape(label), value=escape(value)) for label, value in pairs)


def outlook(tongue: Tongue) -> Letter:
    plain = f"{tongue.reply}\n\n{block(tongue.code)}\n\n{tongue.old}\n"
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><div class=WordSection1>'
        + lines_as("p class=MsoNormal", tongue.reply, "<o:p>&nbsp;</o:p>")
        + "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>"
        + _fields(tongue, "<b>{label}:</b> {value}<br>")
        + f"</p></div>{lines_as('p class=MsoNormal', tongue.old)}</div></body></html>"
    )
    headers = ("X-Mailer: Microsoft Outlook 16.0", "Thread-Index: AdlVx1==", "Content-Language: de")
    parts = _pair("alternative", "----=_NextPart_000_0001", plain, html, Paper(tongue.charset))
    return letter(tongue, headers, parts, plain)


def outlook_web(tongue: Tongue) -> Letter:
    plain = f"{tongue.reply}\n{RULE}\n{block(tongue.code)}\n\n{tongue.old}\n"
    html = (
        "<html><body>" + lines_as('div class="elementToProof"', tongue.reply)
        + '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        + f'<div id="divRplyFwdMsg" dir="ltr">{_fields(tongue, "<b>{label}:</b> {value}<br>")}</div>'
        + lines_as("div", tongue.old) + "</body></html>"
    )  # fmt: skip
    headers = ("X-MS-Has-Attach:", "x-ms-exchange-messagesentrepresentingtype: 1")
    parts = _pair("alternative", "_000_DB7PR0_", plain, html, Paper(tongue.charset, "base64"))
    return letter(tongue, headers, parts, plain)


def outlook_mobile(tongue: Tongue) -> Letter:
    plain = f"{tongue.reply}\n\n{tongue.outlook}<{STORE}>\n{RULE}\n{block(tongue.code)}\n\n{tongue.old}\n"
    html = (
        f'<html><body>{lines_as("div", tongue.reply)}<div id="ms-outlook-mobile-signature"><a href="{STORE}">'
        + f'{tongue.outlook}</a></div><div id="mail-editor-reference-message-container"><hr>'
        + f'<div id="divRplyFwdMsg">{_fields(tongue, "<b>{label}:</b> {value}<br>")}</div>{lines_as("div", tongue.old)}'
        + "</div></body></html>"
    )
    headers = ("x-ms-exchange-senderadcheck: 1", "Thread-Topic: x")
    return letter(
        tongue, headers, _pair("alternative", "_000_AM0PR_", plain, html, Paper("utf-8", "base64")), plain
    )


def gmail(tongue: Tongue) -> Letter:
    head = GMAIL[tongue.code]
    plain = f"{tongue.reply}\n\n{head}\n\n{quoted(tongue.old)}\n"
    html = (
        f'<div dir="ltr">{lines_as("div", tongue.reply)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(head)}<br></div><blockquote class="gmail_quote">{lines_as("div", tongue.old)}'
        "</blockquote></div>"
    )
    parts = _pair("alternative", "000000000000a1", plain, html, Paper("UTF-8"))
    return letter(tongue, ("X-Gm-Message-State: AO0yUK==",), parts, plain)


def apple_mail(tongue: Tongue) -> Letter:
    head = APPLE[_short(tongue)]
    cited = quoted(head + "\n\n" + tongue.old)
    plain = f"{tongue.reply}\n\n{cited}\n"
    html = (
        f'<html><body style="word-wrap: break-word;">{lines_as("div", tongue.reply)}<br id="lineBreakAtBeginningOfMessage">'
        f'<div><br><blockquote type="cite"><div>{escape(head)}</div><br>{lines_as("div", tongue.old)}</blockquote></div></body></html>'
    )
    headers = ("X-Mailer: Apple Mail (2.3731.400.51)",)
    return letter(tongue, headers, _pair("alternative", "Apple-Mail=_A1", plain, html, Paper()), plain)


def thunderbird(tongue: Tongue) -> Letter:
    """Answers below the quote, and has a signature of its own."""
    head = THUNDERBIRD.get(tongue.code) or THUNDERBIRD[tongue.code.partition("-")[0]]
    plain = f"{head}\n{quoted(tongue.old)}\n\n{tongue.reply}\n\n-- \n{tongue.name}\nexample.com\n"
    part = text_part("plain", plain, Paper("UTF-8", "8bit", "; format=flowed"))
    return letter(
        tongue, ("User-Agent: Mozilla Thunderbird", "Content-Language: en"), part, plain, html=False
    )


def yahoo(tongue: Tongue) -> Letter:
    head = YAHOO[tongue.code]
    plain = f" {tongue.reply}\n\n    {head}  \n \n {tongue.old}  "
    html = (
        f'<html><body><div class="ydp1yahoo-style-wrap">{lines_as("div", tongue.reply)}</div>'
        f'<div id="ydp2yahoo_quoted_7" class="ydp2yahoo_quoted"><div>{escape(head)}</div>{lines_as("div", tongue.old)}</div></body></html>'
    )
    headers = ("X-Mailer: WebService/1.1.21284 YMailNorrin",)
    return letter(tongue, headers, _pair("alternative", "----=_Part_1_2.3", plain, html, Paper()), plain)


def gmx(tongue: Tongue) -> Letter:
    html = (
        f'<html><body><div style="font-family: Verdana">{lines_as("div", tongue.reply, "&nbsp;")}<div>&nbsp;'
        + f'<div name="quote" style="border-left:2px solid #C3D9E5;">{_fields(tongue, "<div><b>{label}:</b>&nbsp;{value}</div>")}'
        + f'<div name="quoted-content">{lines_as("div", tongue.old)}</div></div></div></div></body></html>'
    )
    headers = ("X-Priority: 3", "X-UI-Message-Type: mail")
    return letter(tongue, headers, text_part("html", html, Paper("UTF-8")), None)


def proton(tongue: Tongue) -> Letter:
    html = (
        lines_as('div style="font-family: Arial"', tongue.reply)
        + '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with Proton Mail</div></div>'
        + f'<div class="protonmail_quote">{escape(GMAIL[tongue.code])}<br><blockquote type="cite">{lines_as("div", tongue.old)}'
        + "</blockquote></div>"
    )
    return letter(tongue, ("X-Pm-Scheduled: 0",), text_part("html", html, Paper("utf-8", "base64")), None)


def notes(tongue: Tongue) -> Letter:
    fields = block(tongue.code, "{label}:\t{value}")
    plain = f"{tongue.reply}\n\n\n\n{fields}\n\n\n\n{tongue.old}\n"
    words = escape(tongue.reply).replace("\n", "<br>\n")
    html = (
        f'<font size=2 face="sans-serif">{words}</font><br><br><br><table>'
        + _fields(
            tongue, "<tr><td><font size=1>{label}:</font></td><td><font size=1>{value}</font></td></tr>"
        )
        + f"</table><br><hr noshade><br><tt><font size=2>{tongue.old}</font></tt>"
    )
    headers = ("X-Mailer: IBM Notes Release 9.0.1", "X-KeepSent: 7B2A")
    parts = _pair("alternative", "=_alternative 003D_=", plain, html, Paper(tongue.charset))
    return letter(tongue, headers, parts, plain)


def samsung(tongue: Tongue) -> Letter:
    mark = f"-------- {MARKS[tongue.code]} --------"
    plain = f"{tongue.reply}\n\n\n{tongue.galaxy}\n{mark}\n{block(tongue.code)}\n{tongue.old}\n"
    html = (
        f'<html><body><div dir="auto">{lines_as("div", tongue.reply)}</div><div id="composer_signature" dir="auto">'
        + f"{tongue.galaxy}</div><div>{mark}</div>{_fields(tongue, '<div>{label}: {value} </div>')}"
        + f"{lines_as('div', tongue.old)}</body></html>"
    )
    parts = _pair("alternative", "--_com.samsung.android.email_1", plain, html, Paper("utf-8", "base64"))
    return letter(tongue, ("X-Mailer: Samsung Mobile",), parts, plain)


def fastmail(tongue: Tongue) -> Letter:
    head = OTHERS["fastmail"]
    plain = f"{tongue.reply}\n\n{head}\n{quoted(tongue.old)}\n"
    html = (
        f"<!DOCTYPE html><html><body>{lines_as('div style=font-family:Arial', tongue.reply)}<div><br></div><div>{head}<br></div>"
        f'<blockquote id="qt" type="cite">{lines_as("div", tongue.old)}</blockquote></body></html>'
    )
    headers = ("User-Agent: Cyrus-JMAP/3.9.0", "X-ME-Sender: <xms:1>")
    return letter(tongue, headers, _pair("alternative", "a1b2c3", plain, html, Paper()), plain)


def zoho(tongue: Tongue) -> Letter:
    head = OTHERS["zoho"]
    plain = f"{tongue.reply}\n\n\n\n\n\n{head}\n\n\n{tongue.old}\n"
    html = (
        f'<div style="font-family: Verdana">{lines_as("div", tongue.reply)}</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">'
        f"{escape(head)}</div><blockquote>{lines_as('div', tongue.old)}</blockquote></div>"
    )
    parts = _pair("alternative", "----=_Part_9_7.1", plain, html, Paper("UTF-8", "8bit"))
    return letter(tongue, ("X-Mailer: Zoho Mail", "User-Agent: Zoho Mail"), parts, plain)


def k_9(tongue: Tongue) -> Letter:
    head = K9[tongue.code]
    plain = f"{tongue.reply}\n\n{head}\n{quoted(tongue.old)}\n"
    html = (
        f'<html><head></head><body>{lines_as("div", tongue.reply)}<br><br><div class="gmail_quote">{escape(head)}'
        f'<blockquote class="gmail_quote">{lines_as("div", tongue.old)}</blockquote></div></body></html>'
    )
    parts = _pair("alternative", "----AB12CD", plain, html, Paper())
    return letter(tongue, ("User-Agent: K-9 Mail for Android",), parts, plain)


def mutt(tongue: Tongue) -> Letter:
    plain = f"{OTHERS['mutt']}\n{quoted(tongue.old)}\n\n{tongue.reply}\n\n-- \n{tongue.name}\n"
    part = text_part("plain", plain, Paper("utf-8", "8bit"))
    return letter(tongue, ("User-Agent: Mutt/2.2.9", "Content-Disposition: inline"), part, plain, html=False)


PROGRAMS = (
    outlook, outlook_web, outlook_mobile, gmail, apple_mail, thunderbird, yahoo, gmx, proton, notes, samsung, fastmail,
    zoho, k_9, mutt,
)  # fmt: skip
