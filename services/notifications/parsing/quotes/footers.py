"""Lines that a mail program or phone puts below what was written, in many languages. All in lower case.

A footer is a whole line: a beginning, a device or program, perhaps an excuse for typing errors. What goes on like a
sentence is one.
"""

from services.notifications.parsing.phrases import phrases

BEGINNINGS = phrases(
    """
    sent from | sent via | sent with | sent by | sent using | from my | get outlook for | get airmail
    sent on the | sent from a | composed on | typed on my | download outlook | <sent by | <<sent by
    von meinem | gesendet mit | gesendet von | gesendet über | gesendet aus
    diese nachricht wurde von mein
    diese e-mail wurde von meinem | hol dir outlook | holen sie sich outlook | outlook für
    von mobilgerät
    gesendet per | versendet mit | verschickt mit | von unterwegs gesendet | mobil gesendet
    envoyé depuis | envoyé de mon | envoyé d'un | envoyé à partir | envoyé avec | envoyé via
    envoyé par
    obtenez outlook | télécharger outlook | téléchargez outlook | envoyé du | provenance : courrier
    enviado desde | enviado con | enviado mediante | enviado de | obtener outlook | enviado por mi
    enviat des | enviado do | enviado a partir | enviado pelo | enviada do | enviado via
    obter o outlook
    baixe o outlook | obtenha o outlook | enviado através
    inviato da | inviato dal | inviato con | inviato tramite | scarica outlook | ottieni outlook
    verzonden met | verzonden vanaf | verzonden vanuit | verstuurd vanaf | verstuurd met
    verstuurd vanuit
    verzonden door | outlook voor | download outlook voor | outlook downloaden
    skickat från | skickat med | skickades från | från min | hämta outlook | skaffa outlook
    skickad från
    sendt fra | sendt med | sendt via | hent outlook | få outlook | last ned outlook | sendt ifra
    lähetetty | hanki outlook | lähetän tämän | lataa outlook
    wysłano z | wysłane z | wysłano za pomocą | wysłane przy | pobierz program outlook
    pobierz aplikację
    pobierz outlook | wysłana z | wysłano przez | wiadomość wysłana z
    odesláno z | odesláno ze | odeslané z | odoslané z | odesláno pomocí | získat outlook | posláno z
    stáhnout outlook | získejte outlook
    отправлено с | отправлено из | отправлено от | отправлено через | скачать outlook | получить outlook
    надіслано з | надіслано із | відправлено з | надіслано через | отримати outlook
    завантажити outlook
    iphone'umdan gönderildi | ipad'imden gönderildi | android için outlook | ios için outlook
    samsung cihazımdan | windows için posta | outlook'u edinin
    发自我的 | 從我的 | 从我的 | 发送自 | 傳送自 | 來自我的 | 来自我的 | 使用 outlook | 获取 outlook | 取得 outlook | 下載 outlook
    发自 | 從我 | iphoneから送信 | ipadから送信 | 私のiphone | 私の | outlook for ios を | outlook for android を
    나의 iphone | 내 iphone | 나의 ipad | 내 ipad | 내 galaxy | 나의 | outlook 다운로드 | outlook 받기
    נשלח מה | נשלח מ | קבל את outlook | אתר | أرسلت من | أُرسلت من | مرسل من | احصل على outlook
    poslano s | trimis de pe | trimis din | elküldve | στάλθηκε από | được gửi từ | dikirim dari
    """
)

SURE = phrases(
    """
    sent from my | envoyé de mon | envoyé depuis mon | enviado desde mi | enviado do meu
    inviato dal mio
    verzonden vanaf mijn | verstuurd vanaf mijn | skickat från min | sendt fra min
    wysłane z mojego
    wysłano z mojego | odesláno z mého | отправлено с моего | надіслано з мого | get outlook for
    """
)
"""Beginnings that need no known thing: a name of at most six words follows."""

THINGS = phrases(
    """
    iphon | ipad | ipod | phone | mobil | mobiel | móvil | celular | cell | android | blackberry
    galaxy
    samsung | huawei | xiaomi | nokia | htc | sony | pixel | alcatel | lumia | tablet | device | gerät
    oneplus
    motorola | windows | outlook | yahoo | gmail | mail | proton | zoho | mailbox | airmail | spark
    post
    k-9 | gmx | web.de | t-online | office | teams | wireless | verizon | at&t | nine | bluemail
    aquamail
    telefon | téléphone | teléfono | telefone | telefono | puhelim | smartphone | smart | handy | pc
    mac | watch
    телефон | смартфон | почт | пошт | устройств | пристро | айфон | mi | front | acompli | sparrow
    inbox
    手机 | 手機 | 邮 | 郵 | 送信 | 傳送 | 发送 | 에서 보냄 | 메일 | 보냄 | הנייד | דואר | هاتف | جهاز | apparat
    ti-85 | newton | thunderbird | fastmail | hey.com | superhuman | missive | mailspring | lotus
    notes | enhet
    laite | zařízení | urządzen | cihaz | dispositiv | appareil | toestel | mobile | wp.pl | onet
    mailbird
    """
)
"""A footer names one of these somewhere."""

EXCUSES = phrases(
    """
    please excuse | excuse | sorry for | pardon | forgive | please forgive | apologies
    bitte entschuldig
    """
)
"""Behind a comma or full stop one of these goes on with the footer."""

WHOLE = frozenset(
    phrases(
        """
    sent via mobile | sent from mobile | mobil gesendet | von unterwegs | virus-free | virenfrei
    von meinem mobilgerät gesendet | gesendet | sent from my mobile | null
    """
    )
)
"""Footers that are just these words."""
