-- Carries every change between the tables of this version and those that the version before uses.
-- A statement ends with a line of two dashes. `_from_before` hears what that version writes, `_to_before` tells it.

CREATE FUNCTION desk_from_before() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own desk_settings;
BEGIN
  -- Only what changes is touched, so that two of that version never wait for each other in a circle.
  IF TG_OP = 'INSERT' OR NEW.state_version <> OLD.state_version THEN
    INSERT INTO known_desks VALUES (NEW.desk_id, NEW.state, NEW.state_version)
    ON CONFLICT (desk_id) DO UPDATE SET state = excluded.state, version = excluded.version
      WHERE known_desks.version < excluded.version;
  END IF;
  IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM desks WHERE desk_id = NEW.desk_id) THEN
    -- The settings that were made first are those of the desk, whoever made them.
    INSERT INTO desk_settings SELECT (jsonb_populate_record(NULL::desk_settings, to_jsonb(NEW))).*
    ON CONFLICT (desk_id) DO UPDATE SET desk_id = excluded.desk_id RETURNING * INTO own;
    NEW := jsonb_populate_record(NEW, to_jsonb(own) - 'desk_id');
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.mailbox_as_of IS DISTINCT FROM OLD.mailbox_as_of THEN
    INSERT INTO known_mailboxes VALUES (NEW.desk_id, NEW.has_mailbox, NEW.mailbox_as_of)
    ON CONFLICT (desk_id) DO UPDATE SET has_mailbox = excluded.has_mailbox, as_of = excluded.as_of
      WHERE known_mailboxes.as_of < excluded.as_of;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.version <> OLD.version THEN
    UPDATE desk_settings
       SET sealed_secret = NEW.sealed_secret, old_secrets = NEW.old_secrets, verification = NEW.verification,
           allowed_origins = NEW.allowed_origins, attachments = NEW.attachments, max_file_bytes = NEW.max_file_bytes,
           help_content = NEW.help_content, max_age_of_signature = NEW.max_age_of_signature, version = NEW.version
     WHERE desk_id = NEW.desk_id;
  END IF;
  RETURN NEW;
END $$
--
CREATE FUNCTION desk_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Copy and settings come in two transactions at the same time: the second one to get here sees both.
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.desk_id::text, 0));
  INSERT INTO desks (desk_id, state, state_version, has_mailbox, mailbox_as_of, desk_token, sealed_secret, old_secrets,
                     verification, allowed_origins, attachments, max_file_bytes, help_content, max_age_of_signature,
                     version)
  SELECT s.desk_id, k.state, k.version, coalesce(m.has_mailbox, false), m.as_of, s.desk_token, s.sealed_secret,
         s.old_secrets, s.verification, s.allowed_origins, s.attachments, s.max_file_bytes, s.help_content,
         s.max_age_of_signature, s.version
    FROM desk_settings s JOIN known_desks k USING (desk_id) LEFT JOIN known_mailboxes m USING (desk_id)
   WHERE s.desk_id = NEW.desk_id
  ON CONFLICT (desk_id) DO UPDATE
     SET state = excluded.state, state_version = excluded.state_version, has_mailbox = excluded.has_mailbox,
         mailbox_as_of = excluded.mailbox_as_of, sealed_secret = excluded.sealed_secret,
         old_secrets = excluded.old_secrets, verification = excluded.verification,
         allowed_origins = excluded.allowed_origins, attachments = excluded.attachments,
         max_file_bytes = excluded.max_file_bytes, help_content = excluded.help_content,
         max_age_of_signature = excluded.max_age_of_signature, version = excluded.version;
  RETURN NULL;
END $$
--
CREATE FUNCTION comment_from_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE sent_comments SET attachments = NEW.attachments WHERE comment_id = NEW.comment_id;
  ELSIF NEW.confirmed THEN
    INSERT INTO known_comments (comment_id, ticket_id, author, from_team, body, body_html, attachments, created_at)
    VALUES (NEW.comment_id, NEW.ticket_id, NEW.author, NEW.from_team, NEW.body, NEW.body_html, NEW.attachments,
            NEW.created_at) ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO sent_comments (comment_id, ticket_id, idempotency_key, fingerprint, author, body, body_html,
                               attachments, refused_files, created_at)
    VALUES (NEW.comment_id, NEW.ticket_id, NEW.idempotency_key, NEW.fingerprint, NEW.author, NEW.body, NEW.body_html,
            NEW.attachments, NEW.refused_files, NEW.created_at) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NEW;
END $$
--
CREATE FUNCTION sent_comment_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO comments (comment_id, ticket_id, idempotency_key, fingerprint, author, from_team, body, body_html,
                        attachments, refused_files, confirmed, created_at)
  VALUES (NEW.comment_id, NEW.ticket_id, NEW.idempotency_key, NEW.fingerprint, NEW.author, false, NEW.body,
          NEW.body_html, NEW.attachments, NEW.refused_files, false, NEW.created_at)
  ON CONFLICT (comment_id) DO UPDATE SET attachments = excluded.attachments;
  RETURN NULL;
END $$
--
CREATE FUNCTION known_comment_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO comments (comment_id, ticket_id, author, from_team, body, body_html, attachments, confirmed, created_at)
  VALUES (NEW.comment_id, NEW.ticket_id, NEW.author, NEW.from_team, NEW.body, NEW.body_html, NEW.attachments, true,
          NEW.created_at)
  ON CONFLICT (comment_id) DO UPDATE SET confirmed = true, created_at = excluded.created_at;
  RETURN NULL;
END $$
--
CREATE FUNCTION link_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public_links VALUES (NEW.token_hash, NEW.ticket_id, '') ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
--
CREATE FUNCTION refusal_from_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO known_refusals VALUES (NEW.request_id, NEW.refused) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
--
CREATE FUNCTION refusal_to_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE submissions SET refused = NEW.reason WHERE request_id = NEW.request_id;
  RETURN NULL;
END $$
