"""Links of an OpenAPI document follow from its paths."""

from typing import Any

from shared.document_links import add_links


def links(*operations: str) -> dict[str, dict[str, Any]]:
    """`GET /things` as it is named -> the operations it links to, with what it tells them."""
    document: dict[str, Any] = {"paths": {}}
    for operation in operations:
        method, path = operation.split()
        told = {
            "operationId": operation,
            "responses": {"204" if method == "DELETE" else "200": {}, "422": {}},
        }
        document["paths"].setdefault(path, {})[method.lower()] = told
    add_links(document)
    return {
        told["operationId"]: {target: link["parameters"] for target, link in answer["links"].items()}
        for item in document["paths"].values()
        for told in item.values()
        for answer in told["responses"].values()
        if "links" in answer
    }


def test_who_makes_a_thing_names_it_to_everything_below_its_address():
    assert links("POST /api/things", "DELETE /api/things/{thing_id}", "PUT /api/things/{thing_id}/color") == {
        "POST /api/things": {
            "DELETE /api/things/{thing_id}": {"thing_id": "$response.body#/id"},
            "PUT /api/things/{thing_id}/color": {"thing_id": "$response.body#/id"},
        }
    }


def test_a_list_names_its_first_item():
    assert links("GET /api/things", "DELETE /api/things/{thing_id}") == {
        "GET /api/things": {"DELETE /api/things/{thing_id}": {"thing_id": "$response.body#/items/0/id"}}
    }


def test_who_reads_a_thing_tells_what_else_there_is_and_not_itself():
    assert links("GET /api/things/{thing_id}", "PATCH /api/things/{thing_id}", "GET /api/others") == {
        "GET /api/things/{thing_id}": {
            "PATCH /api/things/{thing_id}": {"thing_id": "$request.path.thing_id"}
        },
        "PATCH /api/things/{thing_id}": {
            "GET /api/things/{thing_id}": {"thing_id": "$request.path.thing_id"}
        },
    }


def test_what_is_made_at_one_address_and_lives_at_another_is_found_by_its_noun():
    assert links("POST /v1/desks/{desk_token}/tickets", "GET /v1/tickets/{public_token}") == {
        "POST /v1/desks/{desk_token}/tickets": {
            "GET /v1/tickets/{public_token}": {"public_token": "$response.body#/public_token"}
        }
    }


def test_a_list_of_the_same_noun_elsewhere_is_another_list():
    assert links("GET /api/operations/things", "GET /api/things/{thing_id}") == {}
