"""Every column of a ticket has its place: in the aggregate, in lists, in what is told."""

from dataclasses import fields

from services.tickets.domain.ticket import Ticket
from services.tickets.queries.shapes import INSIDE, LONG, NAMES, PARTS, SHORT, THERE_BY, TOLD, UNTOLD
from services.tickets.tables.tickets import tickets

BY_THE_DATABASE = {"priority_rank", "markup_version"}


def test_the_aggregate_has_every_column_that_it_writes():
    assert {each.name for each in fields(Ticket)} == set(NAMES) - BY_THE_DATABASE


def test_a_list_reads_everything_but_what_is_inside():
    assert sorted((*SHORT, *LONG, *INSIDE)) == sorted(NAMES)


def test_every_name_in_a_shape_is_a_column():
    parts = [column for part in PARTS.values() for column in part.values()]
    assert {*INSIDE, *UNTOLD, *LONG, *parts, *THERE_BY.values()} <= set(tickets.c.keys())


def test_what_is_told_is_told_once():
    parts = [column for part in PARTS.values() for column in part.values()]
    assert sorted((*TOLD, *parts, *UNTOLD, "attachments")) == sorted(NAMES)
