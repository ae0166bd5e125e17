"""The rules of the widget: pure, without database, network or clock."""
