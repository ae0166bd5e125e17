"""Beginnings of what companies and virus scanners put below a mail. All in lower case."""

from services.notifications.parsing.phrases import phrases

NOTICES = phrases(
    """
    this message has been scanned | this email has been scanned | this e-mail has been scanned
    virus-free.
    this email has been checked for viruses | this email was scanned by | scanned by mailscanner
    avast logo
    diese e-mail wurde von avast | diese e-mail wurde auf viren | virenfrei. | cet e-mail a été vérifié
    este correo electrónico ha sido comprobado | questa e-mail è stata controllata
    ta wiadomość została sprawdzona
    confidentiality notice | confidentiality: | disclaimer: | privileged and confidential
    legal notice:
    this email and any attachment | this e-mail and any attachment | this message and any attachment
    this email message and any attachment | this email is confidential | this e-mail is confidential
    the information contained in this | this communication is confidential
    this message contains confidential
    this message is intended only | this email is intended only | if you are not the intended recipient
    diese e-mail enthält vertrauliche | diese nachricht enthält vertrauliche
    der inhalt dieser e-mail ist vertraulich
    ce message et toutes les pièces | ce message est confidentiel | ce courriel et
    ce message électronique
    este mensaje y sus archivos | este mensaje es confidencial | este correo electrónico y
    aviso legal:
    esta mensagem e | esta mensagem pode conter | questo messaggio e
    le informazioni contenute in questo
    dit bericht is | de informatie in dit | dit e-mailbericht | detta meddelande är | denne e-mail er
    niniejsza wiadomość | ta wiadomość oraz | treść tej wiadomości | informacje zawarte w tej
    tato zpráva
    please consider the environment | please think about the environment
    bitte denken sie an die umwelt
    pensez à l'environnement | piense en el medio ambiente | questo messaggio e' stato analizzato
    данное сообщение | это сообщение и | это электронное сообщение | bu e-posta | 本邮件 | 此电子邮件 | このメールに
    unsubscribe:
    to unsubscribe from
    you received this message because you are subscribed
    you are receiving this because you | to stop receiving notifications
    """
)
