"""What the reader found in a mail, as far as deciding needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.notifications.domain.deciding import Kind
from services.notifications.domain.reply_addresses import token_in
from shared.addresses import is_address, is_spelled_out, person_key
from shared.contracts.parts import Requester
from shared.text import shows_nothing

LONGEST_TITLE = 200
LONGEST_BODY = 50_000
"""Characters of a mail's words that a ticket shows; the rest is in the mail itself."""

MOST_REFERENCES = 50
NO_SUBJECT = "(no subject)"
NO_WORDS = "(no text)"
CUT = "\n[…]"
SAYS_FORGED = "(The server that took this mail in says that its sender's address is forged: dmarc=fail.)"
BY_MACHINES = ("precedence: ",)
"""What autoresponders write that mark their answers in no better way, as vacation(1) does.

An empty Return-Path alone is none: servers that forward mail write it over people's answers, too."""


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail that could be read.

    `sender` is in the form in which people are compared, and '' where it is unclear who wrote it.
    """

    sender: str
    sender_name: str
    subject: str
    text: str
    reply: str
    message_id: str
    answers: tuple[str, ...]
    """Message-IDs it goes back to, the nearest first."""
    tokens: tuple[str, ...]
    machine: Kind
    why_machine: str
    bounce: Mapping[str, Any] | None
    is_forged: bool
    """The receiving server says that whoever sent it may not use that address (RFC 8601, RFC 7489)."""
    left_out: tuple[str, ...] = ()
    """Lines about files of it that were not kept, in the desk's language."""

    @property
    def title(self) -> str:
        """What a ticket made of it is called: its subject, else how it begins."""
        begins = next((line.strip() for line in self.text.splitlines() if not shows_nothing(line)), "")
        named = NO_SUBJECT if shows_nothing(self.subject) else self.subject
        return (begins if named == NO_SUBJECT and begins else named)[:LONGEST_TITLE]

    @property
    def whole(self) -> str:
        """All its words, for a ticket made of it."""
        return _words(self.text, self.left_out)

    @property
    def for_team(self) -> str:
        """All its words, for a note; and what is to be known of them."""
        return f"{SAYS_FORGED}\n\n{self.whole}" if self.is_forged else self.whole

    @property
    def said(self) -> str:
        """Its words without what it quotes, for a comment."""
        return _words(self.reply if not shows_nothing(self.reply) else self.text, self.left_out)

    @property
    def says_something(self) -> bool:
        """Whether it has words of its own; of nothing but a quote its reader keeps the quote as the reply."""
        own = [line for line in self.reply.splitlines() if not line.lstrip().startswith(">")]
        return not shows_nothing("\n".join(own))

    @property
    def author(self) -> Requester:
        """Who wrote it, as tickets know people."""
        return Requester(email=self.sender or None, name=self.sender_name or None)


def received(parsed: Mapping[str, Any], recipient: str) -> ReceivedMail:
    """What the reader's JSON says; `recipient` is the address it was delivered to, or ''."""
    sender = parsed["from"]["address"]
    is_clear = parsed.get("from_doubt") is None and is_address(sender) and is_spelled_out(sender)
    machine = parsed.get("automatic") or {}
    to = [recipient, *parsed.get("delivered_to", ()), *_addresses(parsed["to"]), *_addresses(parsed["cc"])]
    answers = _answers(parsed["in_reply_to"], parsed["references"])
    tokens = tuple(dict.fromkeys(token for token in map(token_in, to) if token))
    return ReceivedMail(
        sender=person_key(sender) if is_clear else "",
        sender_name=parsed["from"]["name"],
        subject=parsed["subject"],
        text=parsed["text"],
        reply=parsed["reply"],
        message_id=parsed["message_id"] or "",
        answers=answers,
        tokens=tokens,
        machine=_kind(machine, is_answer=bool(answers or tokens)),
        why_machine=machine.get("why", ""),
        bounce=parsed["bounce"],
        is_forged=bool(parsed.get("is_forged")),
    )


def _kind(machine: Mapping[str, str], is_answer: bool) -> Kind:
    """What kind of machine; what is sent to many answers no mail: if it does, it answers by itself."""
    kind: Any = machine.get("kind", "")
    by_itself = kind == "bulk" and machine["why"].startswith(BY_MACHINES)
    return "reply" if by_itself and is_answer else kind


def _addresses(named: Sequence[Mapping[str, str]]) -> list[str]:
    return [each["address"] for each in named]


def _answers(in_reply_to: str | None, references: Sequence[str]) -> tuple[str, ...]:
    nearest = [in_reply_to or "", *reversed(references)]
    return tuple(dict.fromkeys(each for each in nearest if each))[:MOST_REFERENCES]


def _words(text: str, left_out: Sequence[str]) -> str:
    said = NO_WORDS if shows_nothing(text) else text[:LONGEST_BODY]
    cut = CUT if len(text) > LONGEST_BODY else ""
    return "\n\n".join(filter(None, [said + cut, "\n".join(left_out)]))
