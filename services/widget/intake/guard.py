"""Who guards the door: judges each inquiry before it is stored, by what it says and by how much comes in."""

from dataclasses import dataclass
from uuid import UUID

from services.widget.domain.doubts import Doubt, doubt_about
from services.widget.domain.errors import ProofNeeded
from services.widget.intake.alarm import Alarm
from services.widget.intake.inquiries import Asked
from services.widget.intake.inquiry import Inquiry
from services.widget.intake.proofs import NONE, Proofs


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of an inquiry: a ticket; with a `doubt`, something for people; with an `objection`, nothing yet."""

    doubt: Doubt | None = None
    objection: ProofNeeded | None = None


NOTHING_AGAINST_IT = Verdict()


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges for all doors alike. Whoever a website vouches for is never doubted."""

    alarm: Alarm
    proofs: Proofs

    async def judge(self, desk_id: UUID, inquiry: Inquiry, asked: Asked, can_prove: bool) -> Verdict:
        """A puzzle is asked for where the sender's page could solve it; from others people decide."""
        if inquiry.requester.verified:
            return NOTHING_AGAINST_IT
        must_prove = await self.alarm.rings(desk_id)
        if doubt := doubt_about(inquiry.title, _words(inquiry), asked.trap):
            return Verdict(doubt)
        if not must_prove or await self._is_proven(asked.proof, desk_id):
            return NOTHING_AGAINST_IT
        if asked.proof == NONE or not can_prove:
            return Verdict(Doubt.NO_PROOF)
        return Verdict(objection=ProofNeeded(self.proofs.challenge(desk_id)))

    async def _is_proven(self, proof: str | None, desk_id: UUID) -> bool:
        return bool(proof) and proof != NONE and await self.proofs.spend(proof, desk_id)


def _words(inquiry: Inquiry) -> str:
    return "\n".join([inquiry.told(), *(str(each.value) for each in inquiry.fields)])
