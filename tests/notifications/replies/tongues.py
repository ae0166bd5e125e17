"""What people say in whole mails, in fourteen languages. Made up for these tests."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """A language: who writes in it, what they write, to what, and what their programs add."""

    code: str
    name: str
    reply: str
    old: str
    subject: str
    prefix: str
    charset: str
    """That of programs which do not write UTF-8."""
    iphone: str
    galaxy: str
    outlook: str
    """What Outlook for iOS adds."""


OLD = "Have you switched it off and on again?"

TONGUES = (
    Tongue(
        "en", "Zoë O’Brien", "Thank you, it prints again.\n\nBest regards\nZoë", OLD, "Printer", "Re", "windows-1252",
        "Sent from my iPhone", "Sent from my Galaxy", "Get Outlook for iOS",
    ),
    Tongue(
        "pl", "Żaneta Wójcik", "Dziękuję, drukarka znów działa.\n\nPozdrawiam\nŻaneta", "Czy próbowała ją Pani wyłączyć?",
        "Drukarka nie działa", "Odp", "iso-8859-2", "Wysłane z iPhone'a", "Wysłane z telefonu Samsung Galaxy.",
        "Pobierz aplikację Outlook dla systemu iOS",
    ),
    Tongue(
        "de", "Jürgen Groß", "Danke, der Drucker läuft wieder.\n\nViele Grüße\nJürgen", "Haben Sie ihn aus- und eingeschaltet?",
        "Drucker für Büro 7", "AW", "iso-8859-1", "Von meinem iPhone gesendet", "Von meinem Galaxy gesendet",
        "Holen Sie sich Outlook für iOS",
    ),
    Tongue(
        "fr", "Zoé Lefèvre", "Merci, ça marche à nouveau.\n\nBien à vous\nZoé", "L'avez-vous éteinte et rallumée ?",
        "Imprimante du 2e étage", "RE", "iso-8859-15", "Envoyé de mon iPhone", "Envoyé de mon Galaxy", "Télécharger Outlook pour iOS",
    ),
    Tongue(
        "es", "Íñigo Núñez", "Gracias, ya imprime otra vez.\n\nUn saludo\nÍñigo", "¿La ha apagado y encendido?",
        "La impresora de la oficina", "RV", "iso-8859-1", "Enviado desde mi iPhone", "Enviado desde mi Galaxy",
        "Obtener Outlook para iOS",
    ),
    Tongue(
        "it", "Niccolò Rossi", "Grazie, adesso è a posto.\n\nCordiali saluti\nNiccolò", "Ha provato a spegnerla?",
        "La stampante non è accesa", "R", "iso-8859-1", "Inviato da iPhone", "Inviato dal mio Galaxy", "Scarica Outlook per iOS",
    ),
    Tongue(
        "pt", "João Gonçalves", "Obrigado, já está a imprimir.\n\nCumprimentos\nJoão", "Já a desligou e voltou a ligar?",
        "Impressora do escritório é lenta", "RES", "iso-8859-1", "Enviado do meu iPhone", "Enviado do meu Galaxy",
        "Obter o Outlook para iOS",
    ),
    Tongue(
        "nl", "Daniël Jansen", "Dank u, hij drukt weer af.\n\nMet vriendelijke groet\nDaniël", "Heeft u hem uit- en aangezet?",
        "De printer in België", "Antw", "iso-8859-1", "Verstuurd vanaf mijn iPhone", "Verzonden vanaf mijn Galaxy",
        "Outlook voor iOS downloaden",
    ),
    Tongue(
        "sv", "Åsa Sjöberg", "Tack, den skriver ut igen.\n\nHälsningar\nÅsa", "Har du stängt av den?", "Skrivaren är trasig", "SV",
        "iso-8859-1", "Skickat från min iPhone", "Skickat från min Galaxy", "Hämta Outlook för iOS",
    ),
    Tongue(
        "cs", "Jiří Dvořák", "Děkuji, tiskárna už tiskne.\n\nS pozdravem\nJiří", "Zkusil jste ji vypnout?", "Tiskárna netiskne žlutě", "Re",
        "windows-1250", "Odesláno z iPhonu", "Odesláno z mého Galaxy", "Získat Outlook pro iOS",
    ),
    Tongue(
        "ru", "Юлия Щукина", "Спасибо, принтер снова печатает.\n\nС уважением\nЮлия", "Вы его выключали?", "Принтер не печатает", "Ответ",
        "koi8-r", "Отправлено с iPhone", "Отправлено с моего Galaxy", "Скачать Outlook для iOS",
    ),
    Tongue(
        "uk", "Їжак Ґалаґан", "Дякую, принтер знову друкує.\n\nЗ повагою\nЇжак", "Чи вимикали ви його?", "Принтер не друкує", "Re",
        "windows-1251", "Надіслано з iPhone", "Надіслано з мого Galaxy", "Отримати Outlook для iOS",
    ),
    Tongue(
        "ja", "山田 太郎", "ありがとうございます。印刷できました。\n\nよろしくお願いします。\n山田", "電源を入れ直しましたか？", "プリンターについて", "Re",
        "iso-2022-jp", "iPhoneから送信", "Galaxyから送信", "Outlook for iOS を入手",
    ),
    Tongue(
        "zh-cn", "王小明", "谢谢，打印机又能用了。\n\n此致\n王小明", "您试过重新启动吗？", "打印机的问题", "答复",
        "gb2312", "发自我的iPhone", "发自我的 Galaxy", "获取 Outlook for iOS",
    ),
)  # fmt: skip
