DROP TABLE known_desks, mailboxes, templates, known_tickets, greeted, deliveries;
