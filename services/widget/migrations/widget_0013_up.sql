-- Both are empty at first: no state that was told before names a merge or a former number.
CREATE INDEX known_tickets_merged ON known_tickets (CAST(state ->> 'merged_into' AS uuid))
 WHERE CAST(state ->> 'merged_into' AS uuid) IS NOT NULL;
CREATE INDEX known_tickets_by_former_number ON known_tickets USING gin ((state -> 'former_numbers'))
 WHERE (state -> 'former_numbers') <> '[]'::jsonb;
