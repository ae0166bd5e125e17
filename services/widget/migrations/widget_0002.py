"""All secrets within their grace, keys as fingerprints, files that were refused, whether the desk has a mailbox."""

from alembic import op

revision = "widget_0002"
down_revision = "widget_0001"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE desks
  ADD COLUMN old_secrets jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN has_mailbox boolean NOT NULL DEFAULT false,
  ADD COLUMN mailbox_as_of timestamptz;
COMMENT ON COLUMN desks.old_secrets IS 'replaced ones within their grace: sealed, until';
COMMENT ON COLUMN desks.has_mailbox IS 'as notifications last told';
UPDATE desks SET old_secrets = jsonb_build_array(jsonb_build_object(
    'sealed', convert_from(sealed_old_secret, 'UTF8'), 'until', old_secret_until))
 WHERE sealed_old_secret IS NOT NULL;
ALTER TABLE desks DROP COLUMN sealed_old_secret, DROP COLUMN old_secret_until;
ALTER TABLE submissions ADD COLUMN refused_files jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN submissions.refused_files IS 'name, size, reason';
COMMENT ON COLUMN submissions.idempotency_key IS 'fingerprint of the caller''s key and of whose it is';
UPDATE submissions SET idempotency_key = encode(sha256(convert_to(idempotency_key, 'UTF8')), 'hex')
 WHERE idempotency_key IS NOT NULL;
ALTER TABLE comments ADD COLUMN fingerprint bytea;
COMMENT ON COLUMN comments.fingerprint IS 'of the words, where there is a key';
COMMENT ON COLUMN comments.idempotency_key IS 'fingerprint of the caller''s key';
UPDATE comments SET idempotency_key = encode(sha256(convert_to(idempotency_key, 'UTF8')), 'hex')
 WHERE idempotency_key IS NOT NULL;
"""

DOWN = """
ALTER TABLE comments DROP COLUMN fingerprint;
ALTER TABLE submissions DROP COLUMN refused_files;
ALTER TABLE desks ADD COLUMN sealed_old_secret bytea, ADD COLUMN old_secret_until timestamptz;
UPDATE desks SET sealed_old_secret = convert_to(old_secrets->-1->>'sealed', 'UTF8'),
                 old_secret_until = (old_secrets->-1->>'until')::timestamptz;
ALTER TABLE desks DROP COLUMN old_secrets, DROP COLUMN has_mailbox, DROP COLUMN mailbox_as_of;
COMMENT ON COLUMN submissions.idempotency_key IS NULL;
COMMENT ON COLUMN comments.idempotency_key IS NULL;
"""


def upgrade() -> None:
    """Change the tables; keys of before are kept as fingerprints, so that a retry across the change is one."""
    _run(UP)


def downgrade() -> None:
    """Change them back; keys stay fingerprints and fit nobody's."""
    _run(DOWN)


def _run(statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)
