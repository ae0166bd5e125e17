"""What both doors, JSON and pages, take and are given."""
