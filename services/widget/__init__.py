"""The widget service: the public door, which takes inquiries whatever else is stopped."""
