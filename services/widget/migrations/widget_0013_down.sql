DROP INDEX known_tickets_by_former_number;
DROP INDEX known_tickets_merged;
