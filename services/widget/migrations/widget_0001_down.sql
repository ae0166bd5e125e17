DROP TABLE desks;
DROP TABLE submissions;
DROP TABLE public_links;
DROP TABLE tickets;
DROP TABLE comments;
