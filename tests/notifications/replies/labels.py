"""The head of an older mail as Outlook and its like write it, by language: From, Sent, To, Subject."""

LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "pt-br": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "no": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh-cn": ("发件人", "发送时间", "收件人", "主题"),
    "zh-tw": ("寄件者", "寄件日期", "收件者", "主旨"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
}

MARKS = {
    "en": "Original Message",
    "pl": "Wiadomość oryginalna",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine",
    "es": "Mensaje original",
    "it": "Messaggio originale",
    "pt": "Mensagem original",
    "nl": "Oorspronkelijk bericht",
    "sv": "Ursprungligt meddelande",
    "da": "Oprindelig meddelelse",
    "no": "Opprinnelig melding",
    "fi": "Alkuperäinen viesti",
    "cs": "Původní zpráva",
    "ru": "Исходное сообщение",
    "uk": "Вихідне повідомлення",
    "tr": "Özgün İleti",
    "ja": "元のメッセージ",
    "zh-cn": "原始邮件",
    "zh-tw": "原始郵件",
    "ko": "원본 메시지",
    "he": "הודעה מקורית",
    "ar": "الرسالة الأصلية",
}

VALUES = ("Anna Nowak <anna@example.com>", "14.03.2023 10:11", "Helpdesk <help@example.org>", "Printer")


def block(language: str, shape: str = "{label}: {value}") -> str:
    """The four lines in a language; `shape` is how one of them is written."""
    return "\n".join(
        shape.format(label=label, value=value) for label, value in zip(LABELS[language], VALUES, strict=True)
    )


ABOVE = {
    "de": "Antworten Sie bitte nur oberhalb dieser Zeile.",
    "fr": "Écrivez au-dessus de cette ligne",
    "es": "Conteste encima de esta línea",
    "it": "Scrivi sopra questa linea",
    "pt": "Escreva acima desta linha",
    "nl": "Schrijf boven deze regel",
    "sv": "Skriv ovanför den här raden",
    "da": "Skriv over denne linje",
    "fi": "Kirjoita tämän rivin yläpuolelle",
    "pl": "Prosimy pisać ponad tą linią",
    "cs": "Pište nad tuto čáru",
    "ru": "Пишите над этой строкой",
    "uk": "Пишіть над цим рядком",
    "tr": "Bu satırın üstüne yazın",
    "ja": "この行の上に書いてください",
    "zh-cn": "请写在此行之上",
}
"""How helpdesks ask for an answer above a line."""
