"""What the rules of requesters refuse, each with its stable code."""

from services.tickets.domain.errors import FieldRefused
from shared.errors import Conflict


class RequesterMerged(
    Conflict, code="requester_already_merged", title="This requester is merged into another one already"
):
    """A requester leads to one other."""


class RequesterMergeCircle(
    Conflict, code="requester_merge_circle", title="A requester cannot be merged into themselves"
):
    """Both are the same person already."""


class NotMergedRequester(
    Conflict, code="requester_not_merged", title="This requester is not merged into another one"
):
    """There is nothing to take back."""


class AddressTaken(
    Conflict,
    code="requester_address_taken",
    title="Another requester has this address: merge the two instead",
):
    """An address is one person's."""


class NotTheirAddress(
    FieldRefused,
    code="requester_address_unknown",
    title="The requester has no such address",
    field="emails",
):
    """What is to be taken away is not there."""


class FirstAddress(
    FieldRefused,
    code="requester_address_stays",
    title="This is the address that the requester is known by",
    field="emails",
):
    """A person has the id of their first address: it cannot be taken from them."""


class TooManyAddresses(
    FieldRefused, code="too_many_addresses", title="A requester has at most 100 addresses", field="emails"
):
    """Nobody has as many addresses."""
