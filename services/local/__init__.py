"""Servers run on this machine for `helpdesk up`, `helpdesk cluster`, the tests and the benchmarks."""
