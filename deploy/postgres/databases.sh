#!/bin/sh
# Run once by PostgreSQL's container, on empty data: a role and a database for each service, closed to the others.
set -eu

make() {
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres -v name="$1" -v secret="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'secret';
SELECT format('CREATE DATABASE %I OWNER %I', 'helpdesk_' || :'name', :'name') \gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', 'helpdesk_' || :'name') \gexec
SQL
}

make tickets "$TICKETS_PASSWORD"
make widget "$WIDGET_PASSWORD"
make notifications "$NOTIFICATIONS_PASSWORD"
make scheduler "$SCHEDULER_PASSWORD"
make organization "$ORGANIZATION_PASSWORD"
