"""HTML as mail clients write it: `{words}` is what the writer wrote. Built here after how each one marks its quotes."""

WORDS = "It prints.<br>Thank you!"
OLD = "Have you tried to switch it off?"

GMAIL = f"""<div dir="ltr">{{words}}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">
On Tue, Mar 14, 2023 at 10:11 AM Anna Nowak &lt;<a href="mailto:anna@example.com">anna@example.com</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid"><div>{OLD}</div></blockquote></div>"""

OUTLOOK = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {{{{margin:0}}}} --></style></head>
<body lang=EN-US><div class=WordSection1><p class=MsoNormal>{{words}}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Ot:</b> Anna<br>
<b>Kogda:</b> 14.03.2023</p></div><p class=MsoNormal>{OLD}</p></div></body></html>"""

WINDOWS_MAIL = f"""<div dir="ltr"><div>{{words}}</div><div style="padding-top: 5px; border-top-color: rgb(229, 229, 229);
border-top-width: 1px; border-top-style: solid;"><div><b>Hic:</b>&nbsp;Anna<br><b>Nunc:</b>&nbsp;heri</div></div>
<div>{OLD}</div></div>"""

OUTLOOK_WEB = f"""<html><body><div class="elementToProof" style="font-family: Aptos">{{words}}</div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Von:</b> Anna
<br><b>Gesendet:</b> Dienstag</font></div><div>{OLD}</div></body></html>"""

OUTLOOK_MOBILE = f"""<div dir="ltr">{{words}}</div><div id="ms-outlook-mobile-signature"><div>Get <a href="https://aka.ms/x">Outlook
for iOS</a></div></div><div id="mail-editor-reference-message-container"><div>Von: Anna</div><div>{OLD}</div></div>"""

OUTLOOK_MAC = f"""<div>{{words}}</div><span id="OLK_SRC_BODY_SECTION"><div><span>From: </span> Anna</div><div>{OLD}</div></span>"""

APPLE = f"""<html><body style="word-wrap: break-word;">{{words}}<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite">
<div>On 14 Mar 2023, at 10:11, Anna &lt;anna@example.com&gt; wrote:</div><br><div>{OLD}</div></blockquote></div></body></html>"""

IPHONE = f"""<html><body dir="auto">{{words}}<br><br><div dir="ltr" id="AppleMailSignature">Sent from my iPhone</div><div dir="ltr"><br>
<blockquote type="cite">Am 14.03.2023 um 10:11 schrieb Anna &lt;anna@example.com&gt;:<br>{OLD}</blockquote></div></body></html>"""

THUNDERBIRD = f"""<body text="#000000"><p>{{words}}</p><div class="moz-cite-prefix">W dniu 14.03.2023 o&nbsp;10:11, Anna pisze:<br></div>
<blockquote type="cite" cite="mid:1@example.com"><p>{OLD}</p></blockquote><div class="moz-signature">-- <br>Jan</div></body>"""

YAHOO = f"""<div class="ydp1yahoo-style-wrap"><div dir="ltr">{{words}}</div></div><div id="ydp2yahoo_quoted_7" class="ydp2yahoo_quoted">
<div>Le mardi 14 mars 2023 &agrave; 10:11:12 UTC+1, Anna &lt;anna@example.com&gt; a &eacute;crit :</div><div>{OLD}</div></div>"""

GMX = f"""<html><body><div style="font-family: Verdana">{{words}}<div>&nbsp;<div name="quote" style="border-left:2px solid #C3D9E5;">
<div><b>Gesendet:</b>&nbsp;Dienstag, 14. M&auml;rz 2023<br><b>Von:</b>&nbsp;Anna</div><div name="quoted-content">{OLD}</div></div></div></div>"""

PROTON = f"""<div>{{words}}</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with Proton Mail
</div></div><div class="protonmail_quote">On Tuesday, March 14th, Anna wrote:<br><blockquote type="cite">{OLD}</blockquote></div>"""

ZOHO = f"""<div>{{words}}</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Tue, 14 Mar 2023 Anna wrote ---</div>
<blockquote style="border-left: 1px solid rgb(204,204,204)"><div>{OLD}</div></blockquote></div>"""

SAMSUNG = f"""<div dir="auto">{{words}}</div><div id="composer_signature" dir="auto">Von meinem Galaxy gesendet</div><div>-------- Urspr&uuml;ngliche
Nachricht --------</div><div>Von: Anna &lt;anna@example.com&gt; </div><div>Datum: 14.03.23 10:11 </div><div>{OLD}</div>"""

NOTES = f"""<font size=2>{{words}}</font><br><br><table><tr><td>From:</td><td>Anna Nowak/Example</td></tr><tr><td>To:</td><td>Help</td></tr>
<tr><td>Date:</td><td>14.03.2023 10:11</td></tr><tr><td>Subject:</td><td>Printer</td></tr></table><hr><p>{OLD}</p>"""

FASTMAIL = f"""<div style="font-family:Arial;">{{words}}</div><div><br></div><div>On Tue, 14 Mar 2023, at 10:11 AM, Anna wrote:<br></div>
<blockquote id="qt" type="cite"><div>{OLD}</div></blockquote>"""

K9 = f"""<html><head></head><body>{{words}}<br><br><div class="gmail_quote">Am 14. M&auml;rz 2023 10:11:12 MEZ schrieb Anna &lt;anna@example.com
&gt;:<blockquote class="gmail_quote">{OLD}</blockquote></div><div class='k9mail-signature'>-- <br>Gesendet mit K-9 Mail.</div></body></html>"""

PAGES = {
    name.lower(): page
    for name, page in dict(globals()).items()
    if name.isupper() and name not in ("WORDS", "OLD")
}
