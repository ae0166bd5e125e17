"""Addresses lead to persons: merging, parting, and what may be said on a ticket."""

import pytest

from services.tickets.domain.requester_errors import (
    NotMergedRequester,
    RequesterMergeCircle,
    RequesterMerged,
)
from services.tickets.domain.requesters import (
    How,
    KnownAddress,
    check_can_merge,
    completed,
    id_of,
    merge,
    unmerge,
    vouched_for,
)
from shared.contracts.parts import Channel, Requester

ANN, BEA, CAT = "ann@x.example", "bea@x.example", "cat@x.example"


def three() -> tuple[KnownAddress, KnownAddress, KnownAddress]:
    """Ann merged into Bea, and she into Cat."""
    ann, bea, cat = (KnownAddress.of(each) for each in (ANN, BEA, CAT))
    merge(ann, [], bea, How.MERGED)
    merge(bea, [ann], cat, How.MERGED)
    return ann, bea, cat


def test_nobody_walks_a_chain():
    ann, bea, cat = three()
    assert {ann.person_id, bea.person_id, cat.person_id} == {id_of(CAT)}
    assert (ann.joined, bea.joined) == (id_of(BEA), id_of(CAT))


def test_what_came_by_one_goes_back_with_it():
    ann, bea, cat = three()
    unmerge(bea, cat, [ann, bea])
    assert (ann.person_id, bea.person_id, bea.how) == (id_of(BEA), id_of(BEA), How.APART)
    unmerge(ann, bea, [ann])
    assert ann.person_id == id_of(ANN)


def test_what_came_otherwise_stays():
    ann, bea, cat = three()
    unmerge(ann, cat, [ann, bea])
    assert (ann.person_id, bea.person_id) == (id_of(ANN), id_of(CAT))


@pytest.mark.parametrize(
    ("source", "target", "no"),
    [
        (0, 1, RequesterMergeCircle),
        (2, 2, RequesterMergeCircle),
        (2, 0, RequesterMergeCircle),
        (0, 3, RequesterMerged),
    ],
)
def test_a_merge_that_leads_nowhere_is_refused(source: int, target: int, no: type[Exception]):
    there = [*three(), KnownAddress.of("dot@x.example")]
    with pytest.raises(no):
        check_can_merge(there[source], there[target])


def test_who_stands_alone_cannot_be_parted():
    ann = KnownAddress.of(ANN)
    with pytest.raises(NotMergedRequester):
        unmerge(ann, ann, [])


def test_a_correction_is_remembered_once():
    ann = KnownAddress.of(ANN)
    assert [each.kind for each in ann.correct("Ann", ["1", "1"])] == ["name", "phones"]
    assert ann.correct("Ann", ("1",)) == []
    assert [(each.kind, each.old, each.new) for each in ann.correct("Ann", None)] == [("phones", ["1"], None)]


@pytest.mark.parametrize(
    ("channel", "verified", "told"),
    [
        (Channel.WIDGET, False, False), (Channel.WIDGET, True, True), (Channel.EMAIL, False, True),
        (Channel.PANEL, False, True), (Channel.API, False, True),
    ],
)  # fmt: skip
def test_who_types_an_address_into_a_form_may_be_anybody(channel: Channel, verified: bool, told: bool):
    assert vouched_for(Requester(email=ANN, verified=verified), channel) is told


def test_what_an_inquiry_brings_itself_stays():
    own = Requester(email=ANN, name="Own")
    assert completed(own, "Ann", ["1", "2"]) == own.model_copy(update={"phone": "1"})
    assert completed(own, None, None) is own
