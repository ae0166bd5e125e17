CREATE TABLE timers (
  timer_id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  due_at timestamptz,
  state text NOT NULL,
  version integer NOT NULL
);
CREATE INDEX timers_due ON timers (due_at) WHERE state = 'pending';
CREATE INDEX timers_of_ticket ON timers (ticket_id);
