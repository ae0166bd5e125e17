"""The labels of a repeated mail's head (From, Sent, To, Subject), in many languages, by what they name."""

_WORDS = {
    "from": """from | von | de | da | van | från | fra | lähettäjä | od | от | від | кому від | gönderen | kimden | kimdən
        差出人 | 送信者 | 发件人 | 寄件者 | 寄件人 | 發件人 | 보낸 사람 | 보낸사람 | 발신 | מאת | من | expéditeur | mittente | remetente
        absender | nadawca | odesílatel | отправитель | feladó | de la | από | afzender | avsender | afsender | expeditor""",
    "date": """sent | date | gesendet | datum | envoyé | envoyé le | le | enviado | enviado el | fecha | enviada | enviada em
        enviado em | data | data de envio | inviato | verzonden | skickat | skickat den | sendt | dato | lähetetty | päiväys | päivämäärä
        wysłano | data wysłania | odesláno | datum a čas | отправлено | дата | надіслано | відправлено | gönderildi | gönderilme tarihi
        gönderme tarihi | tarih | message du | 送信日時 | 日時 | 日付 | 发送时间 | 发送日期 | 发送 | 日期 | 時間 | 寄件日期 | 傳送日期 | 보낸 날짜 | 날짜 | 보냄
        נשלח | תאריך | تم الإرسال | تاريخ الإرسال | إرسال | التاريخ | elküldve | dátum | trimis | ημερομηνία | odoslané | poslano""",
    "to": """to | an | à | a | para | aan | till | til | vastaanottaja | do | komu | кому | kime | alıcı | 宛先 | 收件人 | 收件者 | 받는 사람
        받는사람 | 수신 | אל | إلى | destinataire | destinatario | destinatário | címzett | către | προς | για | za | empfänger | odbiorca""",
    "cc": """cc | kopie | kopia | kopi | copia | cópia | copie | copie à | bcc | kopio | kopie komu | dw | do wiadomości | копия | копія | bilgi | 抄送
        副本 | 참조 | עותק | العضو | نسخة إلى | نسخة | másolatot kap | κοιν | pd""",
    "subject": """subject | betreff | objet | asunto | oggetto | assunto | onderwerp | ämne | emne | aihe | temat | předmět | тема | konu
        件名 | 主题 | 主旨 | 主題 | 제목 | נושא | الموضوع | tárgy | subiect | θέμα | predmet | sujet""",
    "other": """reply-to | répondre à | risposta | beantwoorden - aan | antwort an | responder a | importance | attachments | anlagen
        anhänge | pièces jointes | priorität | wichtigkeit | załączniki | ważność | adjuntos | allegati | bijlagen | prioritet
        odpowiedz-do | odpowiedź do | reply to | message-id | priority | priorité | vedhæftede filer | bilagor | organization""",
}

LABELS = {
    label.strip(): kind
    for kind, words in _WORDS.items()
    for line in words.splitlines()
    for label in line.split("|")
    if label.strip()
}
"""Label in lower case without its colon -> from, date, to, cc, subject or other.

`date` has `le`, `data` and the like, `to` has `a` and `do`: a label alone says nothing, several in a row do.
"""
