"""The widget's words for customers, in the languages of the project. English is the key; a language adds its own."""

import re
from collections.abc import Callable

from starlette.requests import Request

POLISH = {
    # Frame
    "Contact": "Kontakt",
    "Nothing here": "Nic tu nie ma",
    "Nothing is behind this link": "Pod tym linkiem nic nie ma",
    "The link may be incomplete, or it was switched off. Open it once more from the email, or write to us again.": (
        "Link może być niepełny lub został wyłączony. Otwórz go jeszcze raz z wiadomości albo napisz do nas ponownie."
    ),
    "That does not work": "To nie działa",
    # Contact form
    "Write to us": "Napisz do nas",
    "Your name": "Imię i nazwisko",
    "Email": "E-mail",
    "What is it about?": "Czego dotyczy wiadomość?",
    "Message": "Wiadomość",
    "Priority": "Pilność",
    "Low": "Niska",
    "Normal": "Zwykła",
    "High": "Wysoka",
    "Urgent": "Pilne",
    "Category": "Kategoria",
    "Choose one": "Wybierz",
    "Attach files": "Dołącz pliki",
    "Attached": "Dołączono",
    "Up to {size} each": "Do {size} każdy",
    "Send": "Wyślij",
    "This desk takes no new messages right now.": "Ten dział nie przyjmuje teraz nowych wiadomości.",
    # Ticket
    "You": "Ty",
    "you": "ty",
    "Conversation": "Rozmowa",
    "From the requester": "Od zgłaszającego",
    "Reply from the team": "Odpowiedź zespołu",
    "Earlier messages": "Wcześniejsze wiadomości",
    "Newest messages": "Najnowsze wiadomości",
    "Not accepted": "Nie przyjęto",
    "Your reply": "Twoja odpowiedź",
    "Send reply": "Wyślij odpowiedź",
    "Times are those of {zone}.": "Czas podano dla strefy {zone}.",
    "Anyone who has this link can read the ticket, so pass it on only on purpose.": (
        "Każdy, kto ma ten link, może przeczytać zgłoszenie, więc przekazuj go tylko świadomie."
    ),
    "Your message has arrived. It gets its number in a moment: load this page again to see it.": (
        "Wiadomość dotarła. Za chwilę dostanie numer: odśwież tę stronę, żeby go zobaczyć."
    ),
    "This desk could not take your message. Please write to us another way.": (
        "Ten dział nie mógł przyjąć wiadomości. Skontaktuj się z nami w inny sposób."
    ),
    "You don’t need to do anything now.": "Nie musisz teraz nic robić.",
    "Somebody is working on it.": "Ktoś się tym zajmuje.",
    "We write here and by email.": "Piszemy tutaj i e-mailem.",
    "We write here, so keep this link.": "Piszemy tutaj, więc zachowaj ten link.",
    "We need something from you: please read the last message and reply below.": (
        "Potrzebujemy czegoś od Ciebie: przeczytaj ostatnią wiadomość i odpowiedz poniżej."
    ),
    "We consider this done. If it is not, reply below and it opens again.": (
        "Uznajemy sprawę za załatwioną. Jeśli tak nie jest, odpowiedz poniżej, a otworzymy ją ponownie."
    ),
    # Refusals
    "A title is required": "Podaj, czego dotyczy wiadomość",
    "Use an address such as rita@example.com": "Podaj adres, np. rita@example.com",
    "Write something or attach a file": "Napisz coś lub dołącz plik",
    "There are signs in it that nobody can read": "Są tu znaki, których nikt nie odczyta",
    "At most {count} characters": "Najwyżej {count} znaków",
    "At most {count} files": "Najwyżej {count} plików",
    "At most {size} per file": "Najwyżej {size} na plik",
    "This desk takes no files": "Ten dział nie przyjmuje plików",
    "This desk takes no new tickets": "Ten dział nie przyjmuje nowych zgłoszeń",
    "This website may not send messages to this desk": "Ta strona nie może wysyłać wiadomości do tego działu",
    "This message was not accepted, so nobody would read more of it. Please write anew": (
        "Tej wiadomości nie przyjęto, więc nikt nie przeczyta kolejnych. Napisz nową wiadomość"
    ),
    "Too many messages at once. Please wait a moment and send it again": (
        "Za dużo wiadomości naraz. Odczekaj chwilę i wyślij ponownie"
    ),
    "A file is no longer there. Please attach it again": "Pliku już nie ma. Dołącz go jeszcze raz",
    "This needs another look": "To wymaga poprawki",
    "Some fields need another look": "Niektóre pola wymagają poprawki",
}
LANGUAGES: dict[str, dict[str, str]] = {"en": {}, "pl": POLISH}
PATTERNS = {
    text: re.compile(
        re.escape(text).replace(r"\{count\}", "(?P<count>[0-9]+)").replace(r"\{size\}", "(?P<size>.+)")
    )
    for text in POLISH
    if "{count}" in text or "{size}" in text
}

Say = Callable[..., str]


def words_of(language: str) -> Say:
    """Says English words in `language`, or as they are where it has none."""
    known = LANGUAGES.get(_spoken(language), {})

    def say(text: str, **values: object) -> str:
        return known.get(text, text).format(**values) if values else known.get(text, text)

    return say


def refusal_in(language: str, text: str) -> str:
    """What a rule said of a field, for people who read `language` only; never in another one."""
    if _spoken(language) == "en":
        return text
    say = words_of(language)
    if (said := say(text.rstrip("."))) != text.rstrip("."):
        return said
    for pattern, shape in PATTERNS.items():
        if found := shape.fullmatch(text):
            return say(pattern, **found.groupdict())
    return say("This needs another look")


def language_of(request: Request) -> str:
    """The first language that the browser prefers and we speak: for pages that belong to no desk."""
    for wish in request.headers.get("accept-language", "").split(","):
        language = _spoken(wish.partition(";")[0].strip())
        if language in LANGUAGES:
            return language
    return "en"


def spoken(language: str) -> str:
    """The language that pages are written in for readers of `language`."""
    found = _spoken(language)
    return found if found in LANGUAGES else "en"


def _spoken(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
