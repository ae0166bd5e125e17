"""A template's mail to whoever writes it: what JSON and page share."""

from fastapi import Request

from services.notifications.domain import templates
from services.notifications.domain.own_template import TemplateKey
from services.notifications.domain.templates import Template
from services.notifications.use_cases.sampling import TEST_MAILS, Sample, Sampler
from shared.auth import Person
from shared.clock import utc_now


async def send_sample(request: Request, key: TemplateKey, template: Template, to: Person) -> Sample:
    """Mail what the template makes to `to`; raises TemplateRefused, TooManyRequests, MailboxMissing. Nothing is saved."""
    templates.check(key.kind, template.subject, template.body)
    state = request.app.state
    await state.limiter.take((TEST_MAILS, str(to.id), 1))
    sampler = Sampler(state.database, state.sealer, state.reach, state.settings.public_url)
    return await sampler.send(key, template, to.email, utc_now())
