"""The panel's door: lists, tickets and desks as pages."""
