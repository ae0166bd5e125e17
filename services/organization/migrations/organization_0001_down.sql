DROP TABLE people, groups, tasks, api_tokens, sign_in_attempts, linked_tickets, task_links,
  known_desks;
