-- What nobody has decided about becomes no ticket: its link says "received" for ever, as the version before knows no other.
DROP TABLE quarantine;
