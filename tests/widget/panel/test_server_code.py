"""The code that the page offers for a website's server makes signatures that the widget accepts."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.widget.domain.signature import IDENTITY_FIELDS, Proof, Secret, Signer, verify
from services.widget.panel.server_code import server_code

DESK_TOKEN, SECRET = "d3sk-t0ken", "s3cret-żółw"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNED_AT = str(int(NOW.timestamp()))
SIGNER = Signer(DESK_TOKEN, (Secret(SECRET),), timedelta(hours=1))
WHOLE = {name: f"{name}: Zażółć = 1" for name in IDENTITY_FIELDS}
IDENTITIES = [
    WHOLE,
    {"client_external_id": "acme-1"},
    {"client_external_id": "acme-1", "user_external_id": "u-7"},
    {"client_external_id": "acme-1", "user_name": "", "user_email": "rita@example.com"},
]
CODE = {sample.key: sample.code for sample in server_code(DESK_TOKEN)}
IDENTITY = "client_external_id", "user_external_id"
Sign = Callable[[dict[str, str]], tuple[str, str]]

NODE_ASKS = """
const fields = JSON.parse(process.env.FIELDS);
console.log(plainSignature(fields.client_external_id, fields.user_external_id));
console.log(datedSignature(fields, process.env.SIGNED_AT));
"""
PHP_ASKS = """
$fields = json_decode(getenv('FIELDS'), true);
echo helpdesk_plain_signature($fields['client_external_id'], $fields['user_external_id'] ?? ''), "\\n";
echo helpdesk_dated_signature($fields, getenv('SIGNED_AT')), "\\n";
"""
RUBY_ASKS = """
require "json"
fields = JSON.parse(ENV["FIELDS"])
puts plain_signature(fields["client_external_id"], fields["user_external_id"])
puts dated_signature(fields, ENV["SIGNED_AT"])
"""
PROGRAMS = {
    "node": (["node", "--input-type=module", "-"], NODE_ASKS),
    "php": (["php"], PHP_ASKS),
    "ruby": (["ruby", "-Eutf-8:utf-8", "-"], RUBY_ASKS),
}


def in_python(fields: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("HELPDESK_WIDGET_SECRET", SECRET)
    made: dict = {}
    exec(CODE["python"], made)
    return made["plain_signature"](*[fields.get(name, "") for name in IDENTITY]), made["dated_signature"](
        fields, SIGNED_AT
    )


def elsewhere(key: str, fields: dict[str, str]) -> tuple[str, str]:
    command, asks = PROGRAMS[key]
    if not shutil.which(command[0]) and not os.environ.get("REQUIRE_SERVICES"):
        pytest.skip(f"{command[0]} is not installed")
    given = {"HELPDESK_WIDGET_SECRET": SECRET, "FIELDS": json.dumps(fields), "SIGNED_AT": SIGNED_AT}
    told = subprocess.run(
        command, input=CODE[key] + asks, env=os.environ | given, capture_output=True, text=True, check=True
    )
    plain, dated = told.stdout.split()
    return plain, dated


@pytest.mark.parametrize("fields", IDENTITIES, ids=["whole", "client", "ids", "empty"])
@pytest.mark.parametrize("key", ["python", *PROGRAMS])
def test_signatures_of_the_offered_code_prove_what_they_should(key, fields, monkeypatch):
    plain, dated = in_python(fields, monkeypatch) if key == "python" else elsewhere(key, fields)
    ids = frozenset(name for name in IDENTITY if fields.get(name))
    given = frozenset(name for name, value in fields.items() if value)
    assert verify(fields, plain, None, SIGNER, NOW) == Proof(ids)
    assert verify(fields, dated, SIGNED_AT, SIGNER, NOW).fields == given
