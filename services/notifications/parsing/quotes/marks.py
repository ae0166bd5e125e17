"""Lines that say that an older mail begins below, in many languages. All in lower case."""

from services.notifications.parsing.phrases import phrases

_ORIGINAL = """
    original message | original email | original mail | reply message | forwarded message | forwarded by | replied message
    forwarded mail | begin forwarded message | weitergeleitete nachricht | ursprüngliche nachricht | originalnachricht
    original-nachricht | antwort nachricht | ursprüngliche mitteilung | anfang der weitergeleiteten nachricht
    anfang der weitergeleiteten e-mail | beginn der weitergeleiteten nachricht | original-mail | weitergeleitete e-mail
    message d'origine | message d’origine | message original | message transféré | message initial | courriel original
    début du message transféré | début du message réexpédié | message réexpédié | mail original | e-mail d'origine
    mensaje original | mensaje reenviado | inicio del mensaje reenviado | correo original | missatge original
    messaggio originale | messaggio inoltrato | inizio messaggio inoltrato | messaggio inviato
    mensagem original | mensagem encaminhada | início da mensagem encaminhada | mensagem reencaminhada
    início da mensagem reencaminhada | oorspronkelijk bericht | origineel bericht | doorgestuurd bericht
    begin doorgestuurd bericht | oorspronkelijke bericht | doorgestuurde bericht
    ursprungligt meddelande | originalmeddelande | vidarebefordrat meddelande | vidarebefordrat mejl
    påbörjar det vidarebefordrade brevet | vidarebefordrat brev | opprinnelig melding | videresendt melding
    videresendt e-post | start på videresendt melding | original melding | oprindelig meddelelse
    videresendt meddelelse | start på videresendt besked | oprindelig besked | videresendt besked | original meddelelse
    alkuperäinen viesti | välitetty viesti | edelleenlähetetty viesti | välitetty viesti alkaa
    wiadomość oryginalna | oryginalna wiadomość | wiadomość przekazana dalej | przekazana wiadomość
    wiadomość napisana przez | początek przekazywanej wiadomości | treść przekazanej wiadomości | wiadomość przesłana dalej
    původní zpráva | přeposlaná zpráva | předaná zpráva | začátek přeposlané zprávy | původní e-mail | pôvodná správa
    исходное сообщение | пересылаемое сообщение | пересланное сообщение | исходное письмо | первоначальное сообщение
    начало переадресованного сообщения | начало пересылаемого сообщения | пересылаемое письмо | оригинальное сообщение
    вихідне повідомлення | переслане повідомлення | пересилається повідомлення | початкове повідомлення
    початок переадресованого повідомлення | оригінальне повідомлення | перенаправлене повідомлення
    özgün ileti | orijinal mesaj | orijinal ileti | iletilen ileti | iletilmiş ileti | yönlendirilen mesaj
    iletilen ileti başlangıcı | özgün mesaj | 元のメッセージ | 転送されたメッセージ | 転送メッセージ | オリジナルメッセージ | 引用元メッセージ
    原始邮件 | 邮件原件 | 转发邮件信息 | 转发的邮件 | 原邮件 | 原始信件 | 原始郵件 | 原始訊息 | 轉寄的郵件 | 轉寄郵件 | 已轉寄的郵件 | 下面是被转发的邮件
    开始转发的邮件 | 回复的原邮件 | 원본 메시지 | 원본 메일 | 전달된 메시지 | 전달된 이메일 | 원본메세지 | 원본 이메일
    הודעה מקורית | הודעה שהועברה | ההודעה המקורית | תחילת ההודעה שהועברה | الرسالة الأصلية | رسالة أصلية | رسالة معاد توجيهها
    بدء الرسالة المعاد توجيهها | رسالة مُعاد توجيهها | الرسالة المعاد توجيهها | eredeti üzenet | továbbított üzenet | mesaj original
    mesajul original | αρχικό μήνυμα | προωθημένο μήνυμα | thư gốc | tin nhắn đã chuyển tiếp | pesan asli | izvorna poruka
"""

ORIGINAL = frozenset(
    phrase.strip() for line in _ORIGINAL.splitlines() for phrase in line.split("|") if phrase.strip()
)
"""Stands between dashes, or has a colon behind it."""

ABOVE = phrases(
    """
    reply above this line | reply above the line | write above this line | type your reply above
    enter your reply above | reply below this line | respond above this line | type above this line
    antworten sie oberhalb dieser | bitte oberhalb dieser zeile | über dieser linie antworten
    répondez au-dessus de cette ligne | répondre au-dessus de cette ligne | veuillez répondre au-dessus
    responda por encima de esta línea | escriba su respuesta por encima
    responder por encima de esta línea
    responda acima desta linha | rispondi sopra questa riga | scrivi la risposta sopra
    antwoord boven deze lijn | reageer boven deze lijn | typ uw antwoord boven
    svara ovanför denna linje
    svar over denne linje | svar over denne linjen | vastaa tämän rivin yläpuolelle
    odpowiedz powyżej tej linii | odpowiedź powyżej tej linii | wpisz odpowiedź powyżej
    pisz powyżej tej linii
    odpovězte nad tento řádek | odpovídejte nad tímto | odpověď napište nad
    ответьте выше этой строки | пишите выше этой строки | відповідайте вище цього рядка
    bu satırın üzerine yanıt | この行より上に | 请在此行上方回复 | 請在此行上方回覆 | 이 줄 위에
    נא להשיב מעל שורה זו | يرجى الرد أعلى هذا السطر | отговорете над този ред
    """
)
"""What helpdesks, ours and others, put above a mail to be answered. A part of a line is enough."""

ABOVE_LINE = phrases(
    """
    above this line | above the line | oberhalb dieser zeile | oberhalb dieser linie | über dieser zeile
    über dieser linie | über diese zeile | au-dessus de cette ligne | ci-dessus de cette ligne
    por encima de esta línea | encima de esta línea | arriba de esta línea | sobre esta línea
    acima desta linha | acima dessa linha | sopra questa riga | sopra questa linea | sopra questa riga
    boven deze lijn | boven deze regel | ovanför denna rad | ovanför denna linje | ovanför den här raden
    over denne linje | over denne linjen | over denne linja | tämän rivin yläpuolelle | tämän rivin yllä
    powyżej tej linii | powyżej tego wiersza | ponad tą linią | nad tą linią
    nad tento řádek | nad tímto řádkem | nad tuto čáru | nad tento riadok | nad týmto riadkom
    выше этой строки | над этой строкой | выше этой линии | вище цього рядка | над цим рядком | вище цієї лінії
    bu satırın üstüne | bu satırın üzerine | bu çizginin üstüne | e sor fölé | e fölé a sor fölé
    deasupra acestei linii | deasupra acestui rând | πάνω από αυτή τη γραμμή | над този ред | phía trên dòng này
    di atas baris ini | iznad ove linije | iznad ovog retka | nad to vrstico | virs šīs līnijas | virš šios eilutės
    この行より上 | この行の上 | この線より上 | 在此行上方 | 在此行之上 | 此行以上 | 在此線上方 | 이 줄 위 | מעל שורה זו | מעל קו זה
    فوق هذا السطر | أعلى هذا السطر | บรรทัดนี้
    """
)
"""The same place by other verbs: counts only between signs, as in "## … ##", for people speak of lines too."""
