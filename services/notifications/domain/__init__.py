"""The rules of mail to requesters: pure, without database, network or clock."""
